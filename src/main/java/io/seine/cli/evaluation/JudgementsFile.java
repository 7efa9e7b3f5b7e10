package io.seine.cli.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.cli.input.InputException;
import io.seine.cli.input.TextFile;
import io.seine.message.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Judgements of one's own, of documents that are in the index already. By hand, as lines of query,
 * document id and grade with tabs between (.tsv; further columns are notes, and a line without a
 * grade is not judged yet), or as JSON Lines {@code {"query", "id", "grade"}}; or from a log of
 * clicks, as JSON Lines {@code {"query", "shown": [ids, best first], "clicked": [ids]}}.
 */
public final class JudgementsFile implements JudgedCollection {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  /**
   * @throws InputException when its name says that it is neither
   */
  public JudgementsFile(Path file) {
    this.file = file;
    if (!isTable() && !file.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl")) {
      throw new InputException(
          file
              + " is neither a BEIR folder, nor judgements (.tsv or .jsonl), nor a report (.json).");
    }
  }

  private boolean isTable() {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".tsv");
  }

  @Override
  public String name() {
    return String.valueOf(file.getFileName());
  }

  @Override
  public boolean hasDocuments() {
    return false;
  }

  @Override
  public Stream<Document> documents(Consumer<String> onProblem) {
    return Stream.empty();
  }

  @Override
  public List<JudgedQuery> queries(int limit) {
    Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
    Clicks clicks = new Clicks();
    List<String> lines;
    try {
      lines = TextFile.lines(file);
    } catch (IOException e) {
      throw new InputException(file + " can't be read: " + e.getMessage(), e);
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.isBlank() && isTable()) {
        readRow(i + 1, line, grades);
      } else if (!line.isBlank()) {
        readJson(i + 1, line, grades, clicks);
      }
    }
    clicks
        .grades()
        .forEach(
            (query, clicked) ->
                clicked.forEach((id, grade) -> of(grades, query).putIfAbsent(id, grade)));
    if (grades.isEmpty()) {
      throw new InputException(file + " judges nothing.");
    }
    List<JudgedQuery> queries = new ArrayList<>();
    grades.forEach(
        (text, judged) -> {
          if (queries.size() < limit) {
            queries.add(new JudgedQuery(id(text), text, judged));
          }
        });
    return queries;
  }

  /** The same for the same text, so that runs can be compared. */
  static String id(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(UTF_8)).toString();
  }

  private void readRow(int number, String line, Map<String, Map<String, Integer>> grades) {
    String[] fields = line.split("\t", -1);
    if (number == 1 && fields[0].strip().equals("query")) {
      return;
    }
    if (fields.length < 3) {
      throw new InputException(
          "%s, line %d: '%s' is not query, document id and grade, with tabs between."
              .formatted(file, number, line));
    }
    if (!fields[2].strip().matches("-?[0-9]{0,9}")) {
      throw noGrade(number, fields[2].strip());
    }
    if (!fields[2].isBlank()) {
      judge(grades, fields[0], fields[1], Integer.parseInt(fields[2].strip()));
    }
  }

  private void readJson(
      int number, String line, Map<String, Map<String, Integer>> grades, Clicks clicks) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (IOException e) {
      throw new InputException("%s, line %d is not JSON.".formatted(file, number), e);
    }
    JsonNode query = json.path("query");
    if (query.isTextual() && json.path("id").isTextual() && json.path("grade").isInt()) {
      judge(grades, query.asText(), json.path("id").asText(), json.path("grade").asInt());
    } else if (query.isTextual()
        && json.path("shown").isArray()
        && json.path("clicked").isArray()) {
      clicks.add(query.asText().strip(), ids(json.path("shown")), ids(json.path("clicked")));
    } else if (query.isTextual() && json.path("id").isTextual() && json.has("grade")) {
      throw noGrade(number, json.path("grade").toString());
    } else {
      throw new InputException(
          "%s, line %d: '%s' has neither query, id and grade, nor query, shown and clicked."
              .formatted(file, number, line));
    }
  }

  private InputException noGrade(int line, String grade) {
    return new InputException(
        "%s, line %d: the grade is '%s'; it is a whole number, 0 for not relevant and 1 or more for relevant."
            .formatted(file, line, grade));
  }

  private static void judge(
      Map<String, Map<String, Integer>> grades, String query, String id, int grade) {
    of(grades, query.strip()).put(id.strip(), grade);
  }

  private static Map<String, Integer> of(Map<String, Map<String, Integer>> grades, String query) {
    return grades.computeIfAbsent(query, text -> new LinkedHashMap<>());
  }

  private static List<String> ids(JsonNode array) {
    List<String> ids = new ArrayList<>();
    array.forEach(id -> ids.add(id.asText()));
    return ids;
  }
}
