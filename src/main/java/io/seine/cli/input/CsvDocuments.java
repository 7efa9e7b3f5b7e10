package io.seine.cli.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.message.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Documents one a row: the columns id, title and text are what they say, every other is metadata.
 */
final class CsvDocuments {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setTrim(true)
          .setIgnoreEmptyLines(true)
          .get();

  private CsvDocuments() {}

  static Stream<Document> open(Path file, Consumer<String> onProblem) throws IOException {
    CSVParser rows = CSVParser.parse(file, UTF_8, FORMAT);
    if (!rows.getHeaderMap().containsKey("id")
        || !(rows.getHeaderMap().containsKey("text") || rows.getHeaderMap().containsKey("title"))) {
      rows.close();
      throw new InputException(
          "%s has the columns %s; it needs id, and text or title."
              .formatted(file, rows.getHeaderNames()));
    }
    return rows.stream()
        .onClose(
            () -> {
              try {
                rows.close();
              } catch (IOException e) {
                throw new InputException(file + " can't be closed: " + e.getMessage(), e);
              }
            })
        .map(row -> document(row, file, onProblem))
        .filter(Objects::nonNull);
  }

  private static @Nullable Document document(CSVRecord row, Path file, Consumer<String> onProblem) {
    Map<String, String> values = new LinkedHashMap<>(row.toMap());
    String id = values.remove("id");
    if (id == null || id.isEmpty()) {
      onProblem.accept(file + ", row " + row.getRecordNumber() + ": there is no id");
      return null;
    }
    String title = Objects.requireNonNullElse(values.remove("title"), "");
    String text = Objects.requireNonNullElse(values.remove("text"), "");
    values.values().removeIf(String::isEmpty);
    return new Document(id, title, text, Map.copyOf(values));
  }
}
