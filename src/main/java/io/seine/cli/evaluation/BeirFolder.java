package io.seine.cli.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.cli.input.DocumentFiles;
import io.seine.cli.input.InputException;
import io.seine.cli.input.TextFile;
import io.seine.message.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A judged collection as BEIR lays it out: corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv (Thakur
 * et al., 2021).
 */
public final class BeirFolder implements JudgedCollection {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final String split;

  /**
   * @param split which of the judgements: test, train or dev
   * @throws InputException when a file is missing
   */
  public BeirFolder(Path folder, String split) {
    this.folder = folder;
    this.split = split;
    for (Path file : List.of(corpus(), queriesFile(), judgementsFile())) {
      if (!Files.isRegularFile(file)) {
        throw new InputException(
            "There is no %s; a BEIR folder holds corpus.jsonl, queries.jsonl and qrels/%s.tsv."
                .formatted(file, split));
      }
    }
  }

  @Override
  public String name() {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return "%s (%s)".formatted(name == null ? folder : name, split);
  }

  @Override
  public boolean hasDocuments() {
    return true;
  }

  @Override
  public Stream<Document> documents(Consumer<String> onProblem) {
    return DocumentFiles.open(corpus(), onProblem);
  }

  /** The file of the documents. */
  public Path corpus() {
    return folder.resolve("corpus.jsonl");
  }

  private Path queriesFile() {
    return folder.resolve("queries.jsonl");
  }

  private Path judgementsFile() {
    return judgementsFile(folder, split);
  }

  private static Path judgementsFile(Path folder, String split) {
    return folder.resolve("qrels").resolve(split + ".tsv");
  }

  /** Whether a folder has judgements of this name. */
  public static boolean holds(Path folder, String split) {
    return Files.isRegularFile(judgementsFile(folder, split));
  }

  @Override
  public List<JudgedQuery> queries(int limit) {
    Map<String, Map<String, Integer>> grades = judgements();
    Map<String, String> texts = texts();
    List<JudgedQuery> queries = new ArrayList<>();
    for (Map.Entry<String, Map<String, Integer>> query : grades.entrySet()) {
      if (queries.size() == limit) {
        break;
      }
      String text = texts.get(query.getKey());
      if (text == null) {
        throw new InputException(
            "%s judges the query %s, which %s does not hold."
                .formatted(judgementsFile(), query.getKey(), queriesFile()));
      }
      queries.add(new JudgedQuery(query.getKey(), text, query.getValue()));
    }
    return queries;
  }

  private Map<String, Map<String, Integer>> judgements() {
    Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
    List<String> lines = lines(judgementsFile());
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      String[] fields = line.split("\t", -1);
      if (fields.length != 3) {
        throw new InputException(
            "%s: '%s' is not query-id, corpus-id and score, with tabs between."
                .formatted(judgementsFile(), line));
      }
      if (!fields[2].strip().matches("-?[0-9]{1,9}")) {
        throw new InputException(
            "%s: '%s' has the score '%s'; it is a whole number, 0 for not relevant and 1 or more for relevant."
                .formatted(judgementsFile(), line, fields[2].strip()));
      }
      grades
          .computeIfAbsent(fields[0], query -> new LinkedHashMap<>())
          .put(fields[1], Integer.valueOf(fields[2].strip()));
    }
    return grades;
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new HashMap<>();
    for (String line : lines(queriesFile())) {
      try {
        JsonNode json = JSON.readTree(line);
        texts.put(json.path("_id").asText(), json.path("text").asText());
      } catch (IOException e) {
        throw new InputException("%s: '%s' is not JSON.".formatted(queriesFile(), line), e);
      }
    }
    return texts;
  }

  private static List<String> lines(Path file) {
    try {
      return TextFile.lines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new InputException(file + " can't be read: " + e.getMessage(), e);
    }
  }
}
