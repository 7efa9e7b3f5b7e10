package io.seine.cli.corpus;

import io.seine.message.Document;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.flink.annotation.docs.Documentation;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;

/**
 * The options of Flink: every ConfigOption constant of the classes named …Options in Flink's jars.
 */
final class FlinkReference {
  private static final String PACKAGE = "org/apache/flink/";
  private static final String SUFFIX = "Options.class";

  private FlinkReference() {}

  static List<Document> documents() {
    Map<String, Document> documents = new TreeMap<>();
    for (String className : optionClasses()) {
      for (Field field : fieldsOf(className)) {
        if (ConfigOption.class.isAssignableFrom(field.getType())
            && Modifier.isStatic(field.getModifiers())
            && Modifier.isPublic(field.getModifiers())
            && !field.isAnnotationPresent(Deprecated.class)
            && !field.isAnnotationPresent(Documentation.ExcludeFromDocumentation.class)) {
          add(documents, className, field);
        }
      }
    }
    return List.copyOf(documents.values());
  }

  private static void add(Map<String, Document> documents, String className, Field field) {
    ConfigOption<?> option;
    try {
      option = (ConfigOption<?>) field.get(null);
    } catch (IllegalAccessException | LinkageError e) {
      // Its class needs libraries that are not here: then nobody here can set it either.
      return;
    }
    String description =
        ConfigurationReference.plain(new HtmlFormatter().format(option.description()));
    if (description.contains("</")) {
      // Some descriptions are HTML themselves, which the formatter takes for text.
      description = ConfigurationReference.plain(description);
    }
    if (description.isBlank()) {
      return;
    }
    String type = String.valueOf(typeOf(option));
    String defaultValue = option.hasDefaultValue() ? String.valueOf(option.defaultValue()) : "";
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("system", "flink");
    metadata.put("component", List.of(component(className)));
    metadata.put("type", type);
    metadata.put("default", defaultValue);
    documents.putIfAbsent(
        option.key(),
        new Document(
            "flink." + option.key(),
            option.key(),
            description + " " + ConfigurationReference.typeAndDefault(type, defaultValue),
            metadata));
  }

  private static String typeOf(ConfigOption<?> option) {
    return option.hasDefaultValue()
        ? option.defaultValue().getClass().getSimpleName().toLowerCase(Locale.ROOT)
        : "a value of its own kind";
  }

  /** TaskManagerOptions is about the component "TaskManager". */
  private static String component(String className) {
    String name = className.substring(className.lastIndexOf('.') + 1);
    return name.substring(0, name.length() - "Options".length());
  }

  private static Field[] fieldsOf(String className) {
    try {
      return Class.forName(className).getFields();
    } catch (ClassNotFoundException | LinkageError e) {
      // As above.
      return new Field[0];
    }
  }

  private static TreeSet<String> optionClasses() {
    TreeSet<String> classes = new TreeSet<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path file = Path.of(entry);
      if (entry.endsWith(".jar") && file.getFileName().toString().startsWith("flink-")) {
        try (JarFile jar = new JarFile(file.toFile())) {
          jar.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.startsWith(PACKAGE) && name.endsWith(SUFFIX))
              .filter(name -> name.indexOf('$') < 0)
              .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
              .forEach(classes::add);
        } catch (IOException e) {
          throw new UncheckedIOException("Flink's library " + file + " can't be read", e);
        }
      }
    }
    return classes;
  }
}
