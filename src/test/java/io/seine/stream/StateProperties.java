package io.seine.stream;

import io.seine.message.DocumentChange;
import io.seine.message.DocumentDecoder;
import io.seine.message.DocumentFields;
import io.seine.message.OffsetVersions;
import io.seine.message.QueryDecoder;
import io.seine.message.QueryLimits;
import io.seine.message.ReadingMode;
import io.seine.message.Records;
import io.seine.message.Reranking;
import io.seine.message.SourceRecord;
import io.seine.stage.DecodeDocument;
import io.seine.stage.DecodeQuery;
import io.seine.stage.Outcome;
import io.seine.stage.PendingQuery;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * What holds for any bytes: what the first stage makes of a record of them can be written to a
 * checkpoint and read from it; and reading them as a checkpoint fails in no other way than by an
 * IOException.
 */
final class StateProperties {
  private static final QueryLimits LIMITS =
      new QueryLimits(
          4_096, 200, 100, 60, 20, 60_000, 10, 50, 5_000, Reranking.FUSED, ReadingMode.ADAPTIVE, 1);

  private static final TypeSerializer<Outcome<DocumentChange>> DOCUMENTS =
      CborTypeInfo.outcomeOf(DocumentChange.class).createSerializer(new SerializerConfigImpl());
  private static final TypeSerializer<Outcome<PendingQuery>> QUERIES =
      CborTypeInfo.outcomeOf(PendingQuery.class).createSerializer(new SerializerConfigImpl());
  private static final DecodeDocument DECODE_DOCUMENT =
      new DecodeDocument(
          new DocumentDecoder(DocumentFields.CONTRACT, OffsetVersions.PLAIN, 4_096),
          metadata -> metadata);
  private static final DecodeQuery DECODE_QUERY =
      new DecodeQuery(
          new QueryDecoder(LIMITS),
          filter -> {},
          InstantSource.fixed(Instant.ofEpochMilli(Records.TIMESTAMP)));

  static void records(byte[] value) throws Exception {
    SourceRecord record = Records.record(new byte[] {'k'}, value);
    survives(DOCUMENTS, DECODE_DOCUMENT.apply(record).toCompletableFuture().join());
    survives(QUERIES, DECODE_QUERY.apply(record).toCompletableFuture().join());
  }

  private static <T> void survives(TypeSerializer<T> serializer, T outcome) throws IOException {
    byte[] written = write(serializer, outcome);
    T read = serializer.deserialize(new DataInputDeserializer(written));
    if (!Arrays.equals(write(serializer, read), written)) {
      throw new AssertionError("read again, it is not the same");
    }
  }

  private static <T> byte[] write(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    serializer.serialize(value, out);
    return out.getCopyOfBuffer();
  }

  static void checkpoints(byte[] bytes) throws Exception {
    DataOutputSerializer state = new DataOutputSerializer(bytes.length + 4);
    state.writeInt(bytes.length);
    state.write(bytes);
    try {
      DOCUMENTS.deserialize(new DataInputDeserializer(state.getCopyOfBuffer()));
    } catch (IOException e) {
      // It is no state of these.
    }
    try {
      QUERIES.deserialize(new DataInputDeserializer(state.getCopyOfBuffer()));
    } catch (IOException e) {
      // It is no state of these.
    }
  }
}
