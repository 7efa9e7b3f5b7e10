package io.seine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.Condition;
import io.seine.message.DeadLetter;
import io.seine.message.Document;
import io.seine.message.DocumentChange;
import io.seine.message.ErrorCode;
import io.seine.message.Query;
import io.seine.message.Records;
import io.seine.message.RetrievalMode;
import io.seine.search.Candidate;
import io.seine.stage.EmbeddedChange;
import io.seine.stage.EmbeddedQuery;
import io.seine.stage.Outcome;
import io.seine.stage.PassagedChange;
import io.seine.stage.PendingQuery;
import io.seine.stage.RetrievedQuery;
import io.seine.text.Passage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Whatever may stand in a checkpoint comes out of it as it went in. */
class CborSerializerTest {
  private static final DocumentChange UPSERT =
      new DocumentChange.Upsert(
          Records.record("d", "x"),
          12,
          new Document("d", "t", "x", Map.of("n", 5L, "s", List.of("a"), "d", 1.5)));
  private static final PendingQuery PENDING =
      new PendingQuery(
          Records.record("q", "x"),
          new Query(
              "q",
              "x",
              3,
              4,
              List.of(
                  new Condition.AnyOf("a", List.of("x", 1L, true)),
                  new Condition.Range("b", null, 2.5, 7L, null),
                  new Condition.Exists("c", false)),
              99,
              true,
              RetrievalMode.VECTOR),
          5);

  private static <T> T roundTrip(CborTypeInfo<T> type, T value) throws IOException {
    TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    DataOutputSerializer copied = new DataOutputSerializer(64);
    serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copied);
    return serializer.deserialize(new DataInputDeserializer(copied.getCopyOfBuffer()));
  }

  private static <T> void survives(CborTypeInfo<T> type, T value) throws IOException {
    assertThat(roundTrip(type, value)).usingRecursiveComparison().isEqualTo(value);
  }

  @Test
  void everythingInFlightSurvives() throws Exception {
    survives(CborTypeInfo.of(DocumentChange.class), UPSERT);
    survives(
        CborTypeInfo.of(DocumentChange.class),
        new DocumentChange.Delete(Records.record("d", null), 3, "d"));
    survives(
        CborTypeInfo.of(PassagedChange.class),
        new PassagedChange(UPSERT, "t", List.of(new Passage("x", 0, 1))));
    survives(
        CborTypeInfo.of(EmbeddedChange.class),
        new EmbeddedChange(
            UPSERT,
            List.of(new Passage("x", 0, 1)),
            new float[] {0.1f, -3e-7f},
            List.of(new float[] {0.1f, Float.MIN_VALUE})));
    survives(CborTypeInfo.of(PendingQuery.class), PENDING);
    survives(
        CborTypeInfo.of(EmbeddedQuery.class),
        new EmbeddedQuery(PENDING, null, "the bi-encoder failed", 1.25));
    survives(
        CborTypeInfo.of(RetrievedQuery.class),
        new RetrievedQuery(
            PENDING,
            List.of(new Candidate("c", "t", "p", 0, 1, Map.of("n", 1L), 1, 0.5, null, 2, 3)),
            null,
            1,
            2));
    survives(
        CborTypeInfo.outcomeOf(PendingQuery.class),
        Outcome.rejected(
            new DeadLetter(Records.record("k", "v"), ErrorCode.TOO_LARGE, "m", "s", null)));
    survives(CborTypeInfo.outcomeOf(PendingQuery.class), Outcome.output(PENDING));
  }

  @Test
  void aSavepointTellsWhatItHolds() throws Exception {
    TypeSerializer<Outcome<PendingQuery>> serializer =
        CborTypeInfo.outcomeOf(PendingQuery.class).createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());

    TypeSerializerSnapshot<Outcome<PendingQuery>> restored =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());

    assertThat(restored.restoreSerializer()).isEqualTo(serializer);
    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(restored)
                .isCompatibleAsIs())
        .isTrue();
    assertThat(
            CborTypeInfo.of(PendingQuery.class)
                .createSerializer(new SerializerConfigImpl())
                .snapshotConfiguration()
                .resolveSchemaCompatibility((TypeSerializerSnapshot) restored)
                .isIncompatible())
        .isTrue();
  }
}
