package io.seine.cli.bench.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.measure.BenchException;
import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.evaluation.WholeFile;
import io.seine.cli.input.InputException;
import io.seine.message.RankedResult;
import io.seine.search.Fusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every candidate of judged queries with what the cross-encoder said of it: made once by a Seine,
 * and kept in a file of JSON lines, on which policies are tried as often as one likes.
 *
 * @param pairMillis milliseconds of a core that one pair took
 * @param splits the readings, by the name of their judgements
 */
record ReadingTable(double pairMillis, Map<String, List<JudgedReading>> splits) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Beyond it a probability is 1, to the bit, and says nothing of its log-odds. */
  private static final double MAX_LOG_ODDS = 36;

  /**
   * What a result says of its candidates.
   *
   * @param fusion weighs the reading and what the retrieval knew
   * @throws BenchException when it does not hold all of them, read
   */
  static JudgedReading reading(JudgedQuery query, RankedResult result, Fusion fusion) {
    if (result.status() != RankedResult.Status.RANKED
        || result.hits().size() < result.candidates()
        || result.reranked() < result.candidates()) {
      throw new BenchException(
          "The query %s is %s, with %d of %d candidates read and %d hits; all of them are needed: %s"
              .formatted(
                  query.id(),
                  result.status().code(),
                  result.reranked(),
                  result.candidates(),
                  result.hits().size(),
                  result.reason()),
          null);
    }
    List<RankedResult.Hit> hits =
        result.hits().stream()
            .sorted(Comparator.comparingInt(hit -> hit.retrieval().rank()))
            .toList();
    List<Fusion.Features> features =
        Fusion.features(hits.stream().map(RankedResult.Hit::retrieval).toList(), hits.size());
    List<JudgedReading.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < hits.size(); i++) {
      Double read = hits.get(i).crossEncoderScore();
      if (read == null) {
        throw new BenchException(
            "The query %s has a hit that was not read.".formatted(query.id()), null);
      }
      candidates.add(
          new JudgedReading.Candidate(
              hits.get(i).id(),
              fusion.logOdds(logOdds(read), features.get(i)),
              fusion.prior(features.get(i))));
    }
    return new JudgedReading(query, candidates);
  }

  private static double logOdds(double probability) {
    double logOdds = Math.log(probability) - Math.log1p(-probability);
    return Math.max(-MAX_LOG_ODDS, Math.min(MAX_LOG_ODDS, logOdds));
  }

  /**
   * Writes the table, which is there once it is whole: a line of what was measured, then one for
   * each query.
   */
  void save(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(JSON.createObjectNode().put("pair_millis", pairMillis).toString());
    splits.forEach(
        (split, readings) -> {
          for (JudgedReading reading : readings) {
            lines.add(line(split, reading).toString());
          }
        });
    WholeFile.write(file, out -> out.write(String.join("\n", lines) + "\n"));
  }

  private static ObjectNode line(String split, JudgedReading reading) {
    ObjectNode line = JSON.createObjectNode().put("split", split);
    line.put("query", reading.query().id()).put("text", reading.query().text());
    ObjectNode grades = line.putObject("grades");
    reading.query().grades().forEach(grades::put);
    ArrayNode candidates = line.putArray("candidates");
    for (JudgedReading.Candidate candidate : reading.candidates()) {
      candidates
          .addObject()
          .put("id", candidate.id())
          .put("score", candidate.score())
          .put("prior", candidate.prior());
    }
    return line;
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws InputException when the file is not such a table
   */
  static ReadingTable load(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, UTF_8);
    } catch (IOException e) {
      throw new InputException(file + " can't be read: " + e.getMessage(), e);
    }
    double pairMillis = 0;
    Map<String, List<JudgedReading>> splits = new LinkedHashMap<>();
    for (String line : lines) {
      JsonNode json;
      try {
        json = JSON.readTree(line);
      } catch (IOException e) {
        throw new InputException("%s: '%s' is not JSON.".formatted(file, line), e);
      }
      if (json.has("pair_millis")) {
        pairMillis = json.path("pair_millis").asDouble();
      } else {
        splits
            .computeIfAbsent(json.path("split").asText(), split -> new ArrayList<>())
            .add(reading(json));
      }
    }
    if (splits.isEmpty()) {
      throw new InputException(
          file + " holds no queries; ./seine bench cost DIR makes such a table.");
    }
    return new ReadingTable(pairMillis, splits);
  }

  private static JudgedReading reading(JsonNode json) {
    Map<String, Integer> grades = new LinkedHashMap<>();
    json.path("grades").properties().forEach(e -> grades.put(e.getKey(), e.getValue().asInt()));
    List<JudgedReading.Candidate> candidates = new ArrayList<>();
    for (JsonNode candidate : json.path("candidates")) {
      candidates.add(
          new JudgedReading.Candidate(
              candidate.path("id").asText(),
              candidate.path("score").asDouble(),
              candidate.path("prior").asDouble()));
    }
    return new JudgedReading(
        new JudgedQuery(json.path("query").asText(), json.path("text").asText(), grades),
        candidates);
  }
}
