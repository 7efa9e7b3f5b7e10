package io.seine.cli.corpus;

import io.seine.message.Document;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of Kafka's producer, consumer, admin client, streams, broker and topics. */
final class KafkaReference {
  private static final String BROKER_SETTINGS =
      "org.apache.kafka.server.config.AbstractKafkaConfig";
  private static final String DOCUMENTATION_SUFFIX = "_DOC";

  private KafkaReference() {}

  static List<Document> documents() {
    List<Document> documents = new ArrayList<>(clientDocuments());
    documents.addAll(topicDocuments());
    return documents;
  }

  private record Described(String name, String text) {}

  /**
   * An option that several clients have with the same words is one document that names them all.
   */
  private static List<Document> clientDocuments() {
    Map<String, ConfigDef> clients = new LinkedHashMap<>();
    clients.put("producer", ProducerConfig.configDef());
    clients.put("consumer", ConsumerConfig.configDef());
    clients.put("admin", AdminClientConfig.configDef());
    clients.put("streams", StreamsConfig.configDef());
    brokerDefinition().ifPresent(definition -> clients.put("broker", definition));
    Map<Described, List<String>> components = new LinkedHashMap<>();
    Map<Described, ConfigDef.ConfigKey> keys = new LinkedHashMap<>();
    clients.forEach(
        (component, definition) ->
            new TreeMap<>(definition.configKeys())
                .forEach(
                    (name, key) -> {
                      Described described = new Described(name, text(key));
                      components
                          .computeIfAbsent(described, unused -> new ArrayList<>())
                          .add(component);
                      keys.put(described, key);
                    }));
    List<Document> documents = new ArrayList<>();
    components.forEach(
        (described, names) -> {
          ConfigDef.ConfigKey key = keys.get(described);
          if (key != null) {
            Map<String, Object> metadata = new LinkedHashMap<>();
            metadata.put("system", "kafka");
            metadata.put("component", names);
            metadata.put("type", key.type.name().toLowerCase(Locale.ROOT));
            metadata.put("default", defaultOf(key));
            metadata.put("importance", key.importance.name().toLowerCase(Locale.ROOT));
            documents.add(
                new Document(
                    "kafka." + names.get(0) + "." + described.name(),
                    described.name(),
                    described.text(),
                    metadata));
          }
        });
    return documents;
  }

  /**
   * The broker's settings stand in its own libraries, which are on the class path of the local
   * server alone.
   */
  private static Optional<ConfigDef> brokerDefinition() {
    Path libraries =
        Path.of(System.getProperty("seine.home", ""))
            .toAbsolutePath()
            .resolve(Path.of("target", "servers", "kafka", "target", "lib"));
    if (!Files.isDirectory(libraries)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(libraries)) {
      List<URL> urls = new ArrayList<>();
      for (Path file :
          files.filter(file -> file.getFileName().toString().startsWith("kafka")).toList()) {
        urls.add(file.toUri().toURL());
      }
      try (URLClassLoader loader =
          new URLClassLoader(urls.toArray(URL[]::new), KafkaReference.class.getClassLoader())) {
        Field definition = Class.forName(BROKER_SETTINGS, true, loader).getField("CONFIG_DEF");
        return Optional.of((ConfigDef) definition.get(null));
      }
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException(
          "The broker's settings can't be read from " + libraries + ": " + e, e);
    }
  }

  private static String text(ConfigDef.ConfigKey key) {
    return ConfigurationReference.plain(key.documentation)
        + " "
        + ConfigurationReference.typeAndDefault(
            key.type.name().toLowerCase(Locale.ROOT), defaultOf(key));
  }

  private static String defaultOf(ConfigDef.ConfigKey key) {
    return key.hasDefault() && key.defaultValue != null
        ? String.valueOf(ConfigDef.convertToString(key.defaultValue, key.type))
        : "";
  }

  /** Topic settings are constants: X_CONFIG holds the name, X_DOC the description. */
  private static List<Document> topicDocuments() {
    Map<String, Document> documents = new TreeMap<>();
    for (Field field : TopicConfig.class.getFields()) {
      if (field.getName().endsWith(DOCUMENTATION_SUFFIX)) {
        String constant =
            field.getName().substring(0, field.getName().length() - DOCUMENTATION_SUFFIX.length());
        String name = constantValue(constant + "_CONFIG");
        String text = constantValue(field.getName());
        if (!name.isEmpty()) {
          documents.put(
              name,
              new Document(
                  "kafka.topic." + name,
                  name,
                  ConfigurationReference.plain(text),
                  Map.of("system", "kafka", "component", List.of("topic"))));
        }
      }
    }
    return List.copyOf(documents.values());
  }

  private static String constantValue(String name) {
    try {
      return String.valueOf(TopicConfig.class.getField(name).get(null));
    } catch (NoSuchFieldException e) {
      return "";
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(
          "A constant of Kafka's TopicConfig can't be read: " + name, e);
    }
  }
}
