package io.seine.access;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.provider.ConfigProvider;

/**
 * Resolves references to secrets where Kafka's clients read their settings: in the process that
 * connects. Kafka makes it by its name.
 */
public final class SecretProvider implements ConfigProvider {
  /** Which references these are: {@link Secrets#ENVIRONMENT} or {@link Secrets#FILE}. */
  static final String KIND = "kind";

  /** Whether the references stand between double quotes, as in a JAAS configuration. */
  static final String QUOTED = "quoted";

  private String kind = Secrets.ENVIRONMENT;
  private boolean quoted;

  @Override
  public void configure(Map<String, ?> parameters) {
    kind = String.valueOf(parameters.get(KIND));
    quoted = Boolean.parseBoolean(String.valueOf(parameters.get(QUOTED)));
  }

  /** Kafka asks so for everything that is at a path, which a reference to one secret never does. */
  @Override
  public ConfigData get(String path) {
    return new ConfigData(Map.of());
  }

  /**
   * @param path what stands before the last part of a reference: a file's character set, or nothing
   */
  @Override
  public ConfigData get(String path, Set<String> keys) {
    Map<String, String> secrets = new HashMap<>();
    for (String key : keys) {
      String secret = Secrets.read(kind, path.isEmpty() ? key : path + ":" + key);
      secrets.put(key, quoted ? escaped(secret) : secret);
    }
    return new ConfigData(secrets);
  }

  /** As it has to stand between double quotes to be read as it is. */
  private static String escaped(String secret) {
    return secret
        .replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\r", "\\r")
        .replace("\n", "\\n");
  }

  @Override
  public void close() {
    // It holds nothing open.
  }
}
