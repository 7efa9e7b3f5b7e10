package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.SeineCommand;
import io.seine.local.LocalCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka in which nobody created the topics, for which its clients would wait a minute. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MissingTopicsIT {
  @TempDir private Path dir;

  @Test
  void aTopicThatIsNotThereIsSaidAtOnce() throws Exception {
    String file =
        Files.writeString(dir.resolve("docs.jsonl"), "{\"id\": \"a\", \"text\": \"x\"}").toString();
    try (LocalCluster cluster =
        new LocalCluster(LocalCluster.Options.onFreePorts(dir.resolve("data")))) {
      cluster.startWithoutFlink(line -> {});
      String there = cluster.kafkaBootstrap();

      requireMissing("documents", there, "publish", file);
      requireMissing("no such topic", there, "publish", file, "--topic=no such topic");
      requireMissing("queries", there, "search", "x");
      cluster.createTopics(Map.of("queries", 1));
      requireMissing("ranked-results", there, "search", "x");
    }
  }

  private static void requireMissing(String topic, String bootstrap, String... command) {
    String[] arguments = new String[command.length + 1];
    System.arraycopy(command, 0, arguments, 0, command.length);
    arguments[command.length] = "--bootstrap=" + bootstrap;

    SeineCommand.Ran ran = SeineCommand.run(arguments);

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.output()).isEmpty();
    assertThat(ran.errors().strip())
        .isEqualTo("There is no topic '%s' at %s.".formatted(topic, bootstrap));
  }
}
