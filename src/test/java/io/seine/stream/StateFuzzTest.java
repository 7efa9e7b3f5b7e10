package io.seine.stream;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.seine.message.DocumentChange;
import io.seine.message.DocumentDecoder;
import io.seine.message.DocumentFields;
import io.seine.message.OffsetVersions;
import io.seine.message.QueryDecoder;
import io.seine.message.QueryLimits;
import io.seine.message.Records;
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
 * Whatever a record holds, what the first stage makes of it can be written to a checkpoint and read
 * from it; and whatever a checkpoint holds, reading it fails in no other way than by an
 * IOException. By itself this runs over the inputs beside it in the resources.
 */
class StateFuzzTest {
  private static final QueryLimits LIMITS =
      new QueryLimits(4_096, 200, 100, 60, 20, 60_000, 10, 50, 5_000);

  private final TypeSerializer<Outcome<DocumentChange>> documents =
      CborTypeInfo.outcomeOf(DocumentChange.class).createSerializer(new SerializerConfigImpl());
  private final TypeSerializer<Outcome<PendingQuery>> queries =
      CborTypeInfo.outcomeOf(PendingQuery.class).createSerializer(new SerializerConfigImpl());
  private final DecodeDocument decodeDocument =
      new DecodeDocument(
          new DocumentDecoder(DocumentFields.CONTRACT, OffsetVersions.PLAIN, 4_096),
          metadata -> metadata);
  private final DecodeQuery decodeQuery =
      new DecodeQuery(
          new QueryDecoder(LIMITS),
          filter -> {},
          InstantSource.fixed(Instant.ofEpochMilli(Records.TIMESTAMP)));

  @FuzzTest(maxDuration = "10m")
  @DictionaryEntries({"text", "metadata", "filter", "any", "exists", "version", "\\\\ud83d", "1e9"})
  void records(byte[] value) throws Exception {
    SourceRecord record = Records.record(new byte[] {'k'}, value);
    survives(documents, decodeDocument.apply(record).toCompletableFuture().join());
    survives(queries, decodeQuery.apply(record).toCompletableFuture().join());
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

  @FuzzTest(maxDuration = "10m")
  void checkpoints(byte[] bytes) throws Exception {
    DataOutputSerializer state = new DataOutputSerializer(bytes.length + 4);
    state.writeInt(bytes.length);
    state.write(bytes);
    try {
      documents.deserialize(new DataInputDeserializer(state.getCopyOfBuffer()));
    } catch (IOException e) {
      // It is no state of these.
    }
    try {
      queries.deserialize(new DataInputDeserializer(state.getCopyOfBuffer()));
    } catch (IOException e) {
      // It is no state of these.
    }
  }
}
