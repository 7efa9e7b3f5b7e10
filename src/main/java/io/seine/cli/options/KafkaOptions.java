package io.seine.cli.options;

import io.seine.access.KafkaClients;
import io.seine.cli.terminal.ShellWord;
import io.seine.job.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the commands that speak to Kafka. */
public final class KafkaOptions {
  private static final String BOOTSTRAP = "bootstrap.servers";

  @Option(names = "--bootstrap", description = "Kafka's address (default: localhost:9092)")
  private @Nullable String bootstrap;

  @Option(
      names = "--properties",
      paramLabel = "FILE",
      description = "a file of settings of the Kafka clients, as Kafka's own tools take it")
  private @Nullable Path file;

  @Option(
      names = "--property",
      paramLabel = "KEY=VALUE",
      description =
          "a setting of the Kafka clients, such as security.protocol=SSL; may be repeated, and stands above the file")
  private Map<String, String> properties = new LinkedHashMap<>();

  /**
   * What Kafka clients are given; they resolve the references to secrets.
   *
   * @throws NoKafkaException when nobody listens at any of the addresses, on which the clients
   *     themselves would try for a minute
   */
  public Properties clients() {
    Properties clients = new Properties();
    clients.put(BOOTSTRAP, "localhost:9092");
    if (file != null) {
      clients.putAll(Settings.load(file));
    }
    clients.putAll(properties);
    if (bootstrap != null) {
      clients.put(BOOTSTRAP, bootstrap);
    }
    requireListener(clients.getProperty(BOOTSTRAP));
    return KafkaClients.resolving(clients);
  }

  /** The options that lead another command to the same Kafka, to follow its name: or nothing. */
  public String toRepeat() {
    return (bootstrap == null ? "" : " --bootstrap " + ShellWord.of(bootstrap))
        + (file == null ? "" : " --properties " + ShellWord.of(file.toString()));
  }

  private static void requireListener(String addresses) {
    KafkaListener.refusal(addresses)
        .ifPresent(
            refusal -> {
              throw new NoKafkaException(
                  "There is no Kafka at %s (%s). ./seine up starts one on this machine; --bootstrap says where another is."
                      .formatted(addresses, refusal.getMessage()),
                  refusal);
            });
  }
}
