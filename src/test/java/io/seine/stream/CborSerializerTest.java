package io.seine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.Records;
import io.seine.stage.Outcome;
import io.seine.stage.PendingQuery;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Whatever may stand in a checkpoint comes out of it as it went in. */
class CborSerializerTest {
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
    for (InFlight<?> inFlight : InFlight.ALL) {
      survives(inFlight);
    }
    survives(
        CborTypeInfo.outcomeOf(PendingQuery.class),
        Outcome.rejected(
            new DeadLetter(Records.record("k", "v"), ErrorCode.TOO_LARGE, "m", "s", null)));
    survives(CborTypeInfo.outcomeOf(PendingQuery.class), Outcome.output(InFlight.PENDING));
  }

  private static <T> void survives(InFlight<T> inFlight) throws IOException {
    survives(CborTypeInfo.of(inFlight.type()), inFlight.value());
  }

  @Test
  void fieldsMayComeAndGo() throws Exception {
    CBORMapper cbor = new CBORMapper();
    TypeSerializer<PendingQuery> serializer =
        CborTypeInfo.of(PendingQuery.class).createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(InFlight.PENDING, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);

    ObjectNode other = (ObjectNode) cbor.readTree(bytes);
    other.remove("decodedAtMillis");
    other.putObject("gone").put("in", "a later version");
    ((ObjectNode) other.get("query")).put("mood", "curious").remove("filter");
    byte[] changed = cbor.writeValueAsBytes(other);
    DataOutputSerializer state = new DataOutputSerializer(64);
    state.writeInt(changed.length);
    state.write(changed);

    PendingQuery read = serializer.deserialize(new DataInputDeserializer(state.getCopyOfBuffer()));
    assertThat(read.query().text()).isEqualTo(InFlight.PENDING.query().text());
    assertThat(read.source().position()).isEqualTo(InFlight.PENDING.source().position());
    assertThat(read.decodedAtMillis()).isZero();
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
