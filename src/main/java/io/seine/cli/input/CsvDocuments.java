package io.seine.cli.input;

import io.seine.cli.client.NewDocument;
import io.seine.message.Document;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Documents one a row: the columns id, title, text and version are what they say, every other is
 * metadata. All metadata are strings: of which type one is, is for the index to declare.
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

  /** Empty, or of 64 bits. */
  private static final Pattern VERSION = Pattern.compile("[0-9]{0,18}");

  private CsvDocuments() {}

  static Stream<NewDocument> open(Path file, Consumer<String> onProblem) throws IOException {
    CSVParser rows = parser(file);
    if (!rows.getHeaderMap().containsKey("id")
        || !(rows.getHeaderMap().containsKey("text") || rows.getHeaderMap().containsKey("title"))) {
      rows.close();
      throw new InputException(
          "%s has the columns %s; it needs id, and text or title."
              .formatted(file, rows.getHeaderNames()));
    }
    Set<String> seen = new HashSet<>();
    for (String column : rows.getHeaderNames()) {
      if (!seen.add(column)) {
        rows.close();
        throw new InputException(
            "%s has two columns %s; each needs a name of its own.".formatted(file, column));
      }
    }
    return StreamSupport.stream(new Rows(rows, file), false)
        .onClose(
            () -> {
              try {
                rows.close();
              } catch (IOException e) {
                throw new InputException(file + " can't be closed: " + e.getMessage(), e);
              }
            })
        .map(row -> document(row, rows.getHeaderNames().size(), file, onProblem))
        .filter(Objects::nonNull);
  }

  private static CSVParser parser(Path file) throws IOException {
    Reader text = TextFile.open(file);
    try {
      return CSVParser.parse(text, FORMAT);
    } catch (IllegalArgumentException e) {
      text.close();
      throw new InputException(file + " has no names of columns: " + e.getMessage(), e);
    }
  }

  /** The rows, one after the other; where they are no CSV any more it is said in a sentence. */
  private static final class Rows extends Spliterators.AbstractSpliterator<CSVRecord> {
    private final Iterator<CSVRecord> rows;
    private final Path file;

    Rows(CSVParser rows, Path file) {
      super(Long.MAX_VALUE, ORDERED | NONNULL);
      this.rows = rows.iterator();
      this.file = file;
    }

    @Override
    public boolean tryAdvance(Consumer<? super CSVRecord> action) {
      CSVRecord row;
      try {
        if (!rows.hasNext()) {
          return false;
        }
        row = rows.next();
      } catch (UncheckedIOException e) {
        Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
        throw new InputException(file + " is no CSV: " + cause.getMessage(), e);
      }
      action.accept(row);
      return true;
    }
  }

  private static @Nullable NewDocument document(
      CSVRecord row, int columns, Path file, Consumer<String> onProblem) {
    String place = file + ", row " + row.getRecordNumber();
    String problem = surplus(row, columns);
    Map<String, String> values = new LinkedHashMap<>(row.toMap());
    String id = Objects.requireNonNullElse(values.remove("id"), "");
    String title = Objects.requireNonNullElse(values.remove("title"), "");
    String text = Objects.requireNonNullElse(values.remove("text"), "");
    String version = Objects.requireNonNullElse(values.remove("version"), "");
    if (problem == null && id.isEmpty()) {
      problem = "there is no id";
    } else if (problem == null && title.isBlank() && text.isBlank()) {
      problem = "there is neither title nor text";
    } else if (problem == null && !VERSION.matcher(version).matches()) {
      problem = "its version is no whole number";
    }
    if (problem != null) {
      onProblem.accept(place + ": " + problem);
      return null;
    }
    values.values().removeIf(String::isEmpty);
    return new NewDocument(
        new Document(id, title, text, Map.copyOf(values)),
        version.isEmpty() ? null : Long.valueOf(version),
        place);
  }

  /** What is wrong with a row that goes on behind the last column, such as by a bare comma. */
  private static @Nullable String surplus(CSVRecord row, int columns) {
    for (int i = columns; i < row.size(); i++) {
      if (!row.get(i).isEmpty()) {
        return "it has %d cells, and there are %d columns; does a text with a comma lack its quotes?"
            .formatted(row.size(), columns);
      }
    }
    return null;
  }
}
