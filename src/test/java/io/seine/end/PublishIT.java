package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.SeineCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code seine publish}, and how large a document may be. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PublishIT {
  private static SeineUnderTest seine;

  @TempDir private Path dir;

  @BeforeAll
  static void start() throws Exception {
    seine = SeineUnderTest.get();
  }

  /** A document of so many bytes, which no compression makes smaller. */
  private static String document(String id, int bytes) {
    StringBuilder text = new StringBuilder();
    new Random(1).ints(bytes, 'a', 'z' + 1).forEach(text::appendCodePoint);
    for (int i = 0; i < bytes; i += 8) {
      text.setCharAt(i, (char) ('A' + i / 8 % 26));
    }
    return "{\"id\": \"%s\", \"text\": \"%s\", \"metadata\": {\"test\": \"publish\"}}"
        .formatted(id, text);
  }

  private static SeineCommand.Ran publish(Path file) {
    return SeineCommand.run("publish", file.toString(), "--bootstrap", seine.bootstrap());
  }

  @Test
  void aDocumentThatTheTopicDoesNotTakeIsLeftOutAndTheRestIsPublished() throws Exception {
    String run = UUID.randomUUID().toString();
    Path file = dir.resolve("docs.jsonl");
    Files.write(
        file,
        List.of(
            document(run + "-1", 100),
            // More than LargeRecordsIT lets the topic take.
            document(run + "-2", 8_000_000),
            document(run + "-3", 100)));

    SeineCommand.Ran ran = publish(file);

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.output().lines())
        .containsExactly(
            "Published 2 documents to documents.",
            "Those that can't be indexed, and why: ./seine dead-letters list --bootstrap "
                + seine.bootstrap());
    List<String> errors = ran.errors().lines().toList();
    assertThat(errors).hasSize(2).last().isEqualTo("1 record was left out.");
    assertThat(errors.get(0))
        .startsWith(file + ", line 2: the document '" + run + "-2' has 8,000,")
        .contains("raise the topic's max.message.bytes");
  }

  @Test
  void aDocumentThatIsLargerThanTheProducersBufferIsLeftOutToo() throws Exception {
    Path large = Files.writeString(dir.resolve("a.txt"), "x".repeat(40_000_000));
    Files.writeString(dir.resolve("b.txt"), "x");

    SeineCommand.Ran ran = publish(dir);

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.output()).startsWith("Published 1 document to documents.");
    assertThat(ran.errors())
        .startsWith(large + ": the document 'a.txt' has 40,000,")
        .endsWith("1 record was left out." + System.lineSeparator());
  }

  @Test
  void theTopicsTakeWhatTheJobsDo() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("docs.jsonl"), document(UUID.randomUUID().toString(), 1_060_000));
    SeineCommand.Ran ran = publish(file);
    assertThat(ran.errors()).isEmpty();
    assertThat(ran.status()).isZero();

    ConfigResource results = new ConfigResource(ConfigResource.Type.TOPIC, "ranked-results");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) seine.bootstrap()))) {
      assertThat(
              admin
                  .describeConfigs(List.of(results))
                  .values()
                  .get(results)
                  .get()
                  .get("max.message.bytes")
                  .value())
          .isEqualTo("1113536");
    }
  }
}
