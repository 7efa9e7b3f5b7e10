package io.seine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of record that may be under way in a savepoint, as each released version wrote it, is
 * read by this one. The files of this version are made by {@code mvn test -Dtest=KeptStateTest
 * -Dseine.keep=0.1.0}.
 */
class KeptStateTest {
  private static final Path STATE = Path.of("src", "test", "resources", "state");

  static List<Path> versions() throws IOException {
    try (Stream<Path> folders = Files.list(STATE)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void whatEachVersionWroteIsRead(Path version) throws Exception {
    for (InFlight<?> inFlight : InFlight.ALL) {
      Path file = version.resolve(inFlight.name());
      if (Files.exists(file)) {
        DataInputDeserializer in = new DataInputDeserializer(Files.readAllBytes(file));
        Object read = read(inFlight.type(), in);
        assertThat(read).as(file.toString()).usingRecursiveComparison().isEqualTo(inFlight.value());
      }
    }
    try (Stream<Path> files = Files.list(version)) {
      List<String> known = InFlight.ALL.stream().map(InFlight::name).toList();
      assertThat(files).allMatch(file -> known.contains(file.getFileName().toString()));
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "seine.keep", matches = ".+")
  void keepsThoseOfThisVersion() throws Exception {
    Path version = Files.createDirectories(STATE.resolve(System.getProperty("seine.keep")));
    for (InFlight<?> inFlight : InFlight.ALL) {
      Files.write(version.resolve(inFlight.name()), written(inFlight));
    }
  }

  /** Reads as Flink does: what the snapshot says, then, if this version takes it, the record. */
  private static <T> T read(Class<T> type, DataInputDeserializer in) throws IOException {
    TypeSerializerSnapshot<T> written =
        TypeSerializerSnapshot.readVersionedSnapshot(in, KeptStateTest.class.getClassLoader());
    TypeSerializer<T> serializer =
        CborTypeInfo.of(type).createSerializer(new SerializerConfigImpl());
    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(written)
                .isCompatibleAsIs())
        .isTrue();
    return serializer.deserialize(in);
  }

  private static <T> byte[] written(InFlight<T> inFlight) throws IOException {
    TypeSerializer<T> serializer =
        CborTypeInfo.of(inFlight.type()).createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(256);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    serializer.serialize(inFlight.value(), out);
    return out.getCopyOfBuffer();
  }
}
