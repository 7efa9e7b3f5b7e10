package io.seine.job;

import io.seine.access.KafkaClients;
import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The settings that a job was given. They come from a properties file ({@code --properties FILE}),
 * over it the environment ({@code SEINE_RERANK_SCORE} for {@code rerank.score}, {@code
 * SEINE_KAFKA_BOOTSTRAP_SERVERS} for {@code kafka.bootstrap.servers}), over both the command line
 * ({@code --rerank.score alone}). A key that no job knows stops the start.
 */
public final class Settings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Every key that begins so goes to the Kafka clients as it is, without the prefix. */
  public static final String KAFKA_PREFIX = "kafka.";

  private static final String ENVIRONMENT_PREFIX = "SEINE_";
  private static final String KAFKA_ENVIRONMENT_PREFIX = environmentName(KAFKA_PREFIX);
  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  private static final String DEFAULT_BOOTSTRAP_SERVERS = "localhost:9092";

  private final TreeMap<String, String> values;

  private Settings(TreeMap<String, String> values) {
    this.values = values;
  }

  /**
   * Reads the settings of a job.
   *
   * @param known every setting that the job has
   * @throws SettingsException when an argument is malformed, a key is unknown, a value is not
   *     allowed or contradicts another; the message says what is, and suggests the nearest known
   *     key
   */
  public static Settings read(
      String[] arguments, Map<String, String> environment, Collection<Setting<?>> known) {
    Map<String, String> commandLine = commandLine(arguments);
    String file = commandLine.remove("properties");
    Map<String, String> values = new TreeMap<>();
    if (file != null) {
      values.putAll(loadWhereTheJobBegins(Path.of(file)));
    }
    values.putAll(fromEnvironment(environment, known));
    values.putAll(commandLine);
    return of(values, known);
  }

  /** The settings that an environment holds, by their keys; whatever else it holds is no matter. */
  public static Map<String, String> fromEnvironment(
      Map<String, String> environment, Collection<Setting<?>> known) {
    Map<String, String> values = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(KAFKA_ENVIRONMENT_PREFIX)) {
            values.put(kafkaKey(name), value);
          }
        });
    for (Setting<?> setting : known) {
      String value = environment.get(environmentName(setting.key()));
      if (value != null) {
        values.put(setting.key(), value);
      }
    }
    return values;
  }

  /** Settings given as they are, checked as {@link #read} does. */
  public static Settings of(Map<String, String> values, Collection<Setting<?>> known) {
    values.keySet().forEach(key -> requireKnown(key, known));
    values.forEach(
        (key, value) -> {
          if (key.startsWith(KAFKA_PREFIX)
              && KafkaClients.holdsSecret(key.substring(KAFKA_PREFIX.length()), value)) {
            throw SettingsException.holdsSecret(key);
          }
        });
    Settings settings = new Settings(new TreeMap<>(values));
    known.forEach(settings::get);
    SettingPair.ALL.stream()
        .filter(pair -> known.contains(pair.one()) && known.contains(pair.other()))
        .forEach(pair -> pair.check(settings));
    return settings;
  }

  /**
   * Sees that a key is one of these settings', or Kafka's.
   *
   * @throws SettingsException when it is not; the message suggests the nearest one
   */
  public static void requireKnown(String key, Collection<Setting<?>> known) {
    if (!key.startsWith(KAFKA_PREFIX)
        && known.stream().noneMatch(setting -> setting.key().equals(key))) {
      throw unknown(key, known);
    }
  }

  private static Map<String, String> loadWhereTheJobBegins(Path file) {
    if (!Files.exists(file)) {
      throw new SettingsException(
          "--properties names %s, and there is no such file on this machine. A job reads it where its main() runs: with flink run on the client, over REST and in application mode on the JobManager. ./seine submit reads it where you are, and sends what it says."
              .formatted(file));
    }
    return load(file);
  }

  /**
   * Reads a properties file.
   *
   * @throws SettingsException when it is missing, or can't be read
   */
  public static Map<String, String> load(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new SettingsException(
          "--properties names %s, and there is no such file on this machine.".formatted(file), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException("The properties file " + file + " can't be read: " + e, e);
    }
    Map<String, String> values = new LinkedHashMap<>();
    properties
        .stringPropertyNames()
        .forEach(key -> values.put(key, properties.getProperty(key).strip()));
    return values;
  }

  /** The value of a setting, or its default. */
  public <T> T get(Setting<T> setting) {
    return setting.parse(text(setting));
  }

  /** The value of a setting as it was given, or its default. */
  String text(Setting<?> setting) {
    return values.getOrDefault(setting.key(), setting.defaultText());
  }

  /**
   * What the Kafka clients are given: the {@code kafka.} keys without that prefix. Each client
   * resolves the references to secrets for itself.
   */
  public Properties kafka() {
    Properties kafka = new Properties();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(KAFKA_PREFIX)) {
            kafka.setProperty(key.substring(KAFKA_PREFIX.length()), value);
          }
        });
    kafka.putIfAbsent(BOOTSTRAP_SERVERS, DEFAULT_BOOTSTRAP_SERVERS);
    return KafkaClients.resolving(kafka);
  }

  /** What differs from the defaults, by key, as it was given. */
  public Map<String, String> changed(Collection<Setting<?>> known) {
    Map<String, String> changed = new TreeMap<>(values);
    for (Setting<?> setting : known) {
      if (get(setting).equals(setting.parse(setting.defaultText()))) {
        changed.remove(setting.key());
      }
    }
    changed.remove(KAFKA_PREFIX + BOOTSTRAP_SERVERS, DEFAULT_BOOTSTRAP_SERVERS);
    return changed;
  }

  /**
   * What holds where a setting is not given; nothing for those of the Kafka clients, which have
   * defaults of their own.
   */
  public static Optional<String> defaultOf(String key, Collection<Setting<?>> known) {
    return key.equals(KAFKA_PREFIX + BOOTSTRAP_SERVERS)
        ? Optional.of(DEFAULT_BOOTSTRAP_SERVERS)
        : known.stream()
            .filter(setting -> setting.key().equals(key))
            .map(Setting::defaultText)
            .findFirst();
  }

  static String environmentName(String key) {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The keys of the Kafka clients have dots, and neither hyphens nor underscores. */
  private static String kafkaKey(String environmentName) {
    return environmentName
        .substring(ENVIRONMENT_PREFIX.length())
        .toLowerCase(Locale.ROOT)
        .replace('_', '.');
  }

  private static Map<String, String> commandLine(String[] arguments) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
        throw new SettingsException(
            "The argument '%s' is not understood: settings are given as --key value, a file of them as --properties FILE."
                .formatted(arguments[i]));
      }
      values.put(arguments[i].substring(2), arguments[i + 1]);
    }
    return values;
  }

  private static SettingsException unknown(String key, Collection<Setting<?>> known) {
    List<String> others = jobsWith(key);
    if (!others.isEmpty()) {
      return new SettingsException(
          "'%s' is a setting of %s: it has no place here."
              .formatted(key, String.join(", ", others)));
    }
    return new SettingsException(
        "There is no setting '%s'. %sThe job.properties of each job lists its settings."
            .formatted(
                key,
                nearest(key, known)
                    .map(candidate -> "Did you mean '%s'? ".formatted(candidate))
                    .orElse("")));
  }

  private static List<String> jobsWith(String key) {
    Map<String, Collection<Setting<?>>> jobs = new LinkedHashMap<>();
    jobs.put(PrepareIndex.NAME, PrepareIndex.SETTINGS);
    SubmittedJob.ALL.forEach(job -> jobs.put(job.name(), job.settings()));
    return jobs.entrySet().stream()
        .filter(job -> job.getValue().stream().anyMatch(setting -> setting.key().equals(key)))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The key that was most likely meant, if there is one of which at most a third is otherwise. */
  private static Optional<String> nearest(String key, Collection<Setting<?>> known) {
    LevenshteinDistance distance = new LevenshteinDistance(key.length() / 3);
    return known.stream()
        .map(Setting::key)
        .filter(candidate -> distance.apply(candidate, key) >= 0)
        .min(Comparator.comparing(candidate -> distance.apply(candidate, key)));
  }
}
