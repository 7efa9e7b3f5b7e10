package io.seine.access;

import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/** The settings of Kafka clients as far as they hold secrets. */
public final class KafkaClients {
  private static final String PROVIDERS = "config.providers";

  /** The names of the providers of references that stand between quotes begin so. */
  private static final String QUOTED_PREFIX = "quoted";

  /** Kafka keeps these from logs as well, but a certificate is for everybody to see. */
  private static final Set<String> PUBLIC =
      Set.of(
          SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG,
          SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG);

  private static final Set<String> PASSWORDS =
      Stream.of(
              ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef())
          .flatMap(settings -> settings.configKeys().values().stream())
          .filter(setting -> setting.type == ConfigDef.Type.PASSWORD)
          .map(setting -> setting.name)
          .filter(name -> !PUBLIC.contains(name))
          .collect(Collectors.toUnmodifiableSet());

  /** What the options of login modules, and settings of others' extensions, call a secret. */
  private static final List<String> SECRET_ENDINGS =
      List.of("password", "secret", "passphrase", "token");

  private static final Pattern JAAS_OPTION =
      Pattern.compile("([\\w.-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|([^\\s;\"']+))");

  private KafkaClients() {}

  /**
   * Whether a setting holds a secret itself, where it has to refer to one.
   *
   * @param key as Kafka calls it
   */
  public static boolean holdsSecret(String key, String value) {
    if (value.isEmpty() || Secrets.isReference(value)) {
      return false;
    }
    return isJaas(key) ? jaasHoldsSecret(value) : PASSWORDS.contains(key) || isSecretName(key);
  }

  private static boolean jaasHoldsSecret(String value) {
    Matcher options = JAAS_OPTION.matcher(value);
    while (options.find()) {
      String option =
          Stream.of(options.group(2), options.group(3), options.group(4))
              .filter(text -> text != null)
              .findFirst()
              .orElse("");
      if (isSecretName(options.group(1)) && !Secrets.isReference(option)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSecretName(String name) {
    return SECRET_ENDINGS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
  }

  private static boolean isJaas(String key) {
    return key.endsWith(SaslConfigs.SASL_JAAS_CONFIG);
  }

  /** The settings, so that clients made with them resolve the references to secrets. */
  public static Properties resolving(Properties settings) {
    Properties clients = new Properties();
    clients.putAll(settings);
    for (String key : settings.stringPropertyNames()) {
      String value = settings.getProperty(key);
      if (isJaas(key) && !Secrets.isReference(value)) {
        // A quote within a password would end its option there, and show the rest in an exception.
        clients.setProperty(
            key,
            value
                .replace(
                    "${" + Secrets.ENVIRONMENT + ":",
                    "${" + QUOTED_PREFIX + Secrets.ENVIRONMENT + ":")
                .replace("${" + Secrets.FILE + ":", "${" + QUOTED_PREFIX + Secrets.FILE + ":"));
      }
    }
    for (String kind : List.of(Secrets.ENVIRONMENT, Secrets.FILE)) {
      addProvider(clients, kind, kind, false);
      addProvider(clients, QUOTED_PREFIX + kind, kind, true);
    }
    return clients;
  }

  private static void addProvider(Properties clients, String name, String kind, boolean quoted) {
    String others = clients.getProperty(PROVIDERS);
    clients.setProperty(PROVIDERS, others == null ? name : others + "," + name);
    String provider = PROVIDERS + "." + name;
    clients.setProperty(provider + ".class", SecretProvider.class.getName());
    clients.setProperty(provider + ".param." + SecretProvider.KIND, kind);
    clients.setProperty(provider + ".param." + SecretProvider.QUOTED, Boolean.toString(quoted));
  }
}
