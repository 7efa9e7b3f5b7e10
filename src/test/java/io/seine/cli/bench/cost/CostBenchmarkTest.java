package io.seine.cli.bench.cost;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.seine.cli.bench.measure.BenchException;
import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.input.InputException;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Retrieval;
import io.seine.message.RankedResult.Status;
import io.seine.search.Fusion;
import io.seine.stage.ReadingPolicy;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostBenchmarkTest {
  @TempDir private Path dir;

  /** Reads as many as given, if there are as many as hits. */
  private static PolicyTrial first(int count) {
    return new PolicyTrial("first", Integer.toString(count), prefix -> prefix.read() >= count);
  }

  private static final PolicyTrial ALL = new PolicyTrial("all", "", ReadingPolicy.ALL);

  /**
   * A query of 20 candidates, whose only relevant one stands at a place and is read as the best.
   */
  private static JudgedReading relevantAt(String id, int place) {
    return new JudgedReading(
        new JudgedQuery(id, "text of " + id, Map.of("d" + place, 1)),
        IntStream.rangeClosed(1, 20)
            .mapToObj(
                rank ->
                    new JudgedReading.Candidate(
                        "d" + rank, rank == place ? 5 : -rank, -Math.log(rank)))
            .toList());
  }

  private static ReadingTable table() {
    return new ReadingTable(
        20,
        Map.of(
            "train",
            List.of(relevantAt("1", 12), relevantAt("2", 1)),
            "test",
            List.of(relevantAt("3", 14))));
  }

  @Test
  void countsThePairsAndJudgesTheHits() {
    JudgedReading reading = relevantAt("1", 12);

    JudgedReading.Answer all = reading.answer(ReadingPolicy.ALL, 10);
    assertThat(all.pairs()).isEqualTo(20);
    assertThat(all.hits()).startsWith("d12", "d1", "d2").hasSize(10);
    assertThat(reading.ndcg(all)).isEqualTo(1);
    assertThat(reading.answer(first(12).policy(), 10))
        .isEqualTo(new JudgedReading.Answer(12, all.hits()));
    JudgedReading.Answer some = reading.answer(first(11).policy(), 10);
    assertThat(some.pairs()).isEqualTo(11);
    assertThat(reading.ndcg(some)).isZero();
    JudgedReading third = relevantAt("2", 3);
    assertThat(third.ndcg(third.unread(10))).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void choosesTheCheapestWithinTheToleranceAndReportsItOnOtherQueries() {
    List<PolicyTrial> trials = List.of(ALL, first(11), first(12), first(15));

    CostReport report = new CostBenchmark(table(), trials, 0.005).run("train", "test");

    assertThat(report.rows())
        .extracting(CostReport.Row::chosen)
        .containsExactly(false, false, true, false);
    CostReport.Row row = report.rows().get(2);
    assertThat(row.choice().pairs()).isEqualTo(12);
    assertThat(row.choice().change()).isZero();
    assertThat(row.choice().kept()).isEqualTo(1);
    assertThat(report.rows().get(1).choice().kept()).isCloseTo(0.95, within(1e-12));
    assertThat(row.reported().interval().low()).isEqualTo(-1);
    // What was good enough there is not here, and the report says so.
    assertThat(row.reported().ndcg()).isZero();
    assertThat(row.reported().change()).isEqualTo(-1);
    assertThat(report.rows().get(1).choice().change()).isCloseTo(-0.5, within(1e-12));
    assertThat(report.text())
        .contains("20.0 ms of a core a pair", "* first 12", "2 queries of 'train'");
    JsonNode policy = report.json().path("policies").path(2);
    assertThat(policy.path("test").path("core_millis").asDouble()).isEqualTo(240);
    assertThat(policy.path("chosen").asBoolean()).isTrue();
  }

  @Test
  void withoutJudgementsToChooseByNoneIsChosen() {
    CostReport report =
        new CostBenchmark(table(), List.of(ALL, first(12)), 0.005).run("dev", "test");

    assertThat(report.rows())
        .noneMatch(CostReport.Row::chosen)
        .allMatch(row -> row.choice() == null);
    assertThat(report.text()).contains("there are no judgements of 'dev'");
    assertThatThrownBy(() -> new CostBenchmark(table(), List.of(ALL), 0).run("train", "dev"))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("no queries of 'dev'");
  }

  @Test
  void aTableIsReadAsItWasWritten() throws Exception {
    Path file = dir.resolve("table.jsonl");
    // Another name of what is in the file's place: it is replaced, never written into.
    Path before = Files.createLink(dir.resolve("before"), Files.writeString(file, "before"));
    table().save(file);
    assertThat(before).hasContent("before");

    assertThat(ReadingTable.load(file)).isEqualTo(table());

    Files.writeString(file, "{\"pair_millis\": 3}\n");
    assertThatThrownBy(() -> ReadingTable.load(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no queries");
  }

  private static Hit hit(int rank, int retrievalRank, double logit) {
    return new Hit(
        rank,
        "d" + retrievalRank,
        0.5,
        "",
        "",
        0,
        0,
        Map.of(),
        true,
        1 / (1 + Math.exp(-logit)),
        new Retrieval(retrievalRank, 0.1, 1, null, null, null, null, null));
  }

  private static RankedResult result(int candidates, int reranked, Hit... hits) {
    return new RankedResult(
        "q", "text", Status.RANKED, null, List.of(hits), candidates, reranked, null, null);
  }

  @Test
  void aResultTellsTheScoreAndThePriorOfEveryCandidate() {
    JudgedQuery query = new JudgedQuery("q", "text", Map.of());

    JudgedReading reading =
        ReadingTable.reading(
            query, result(2, 2, hit(1, 2, 4), hit(2, 1, -8)), new Fusion(-1, 2, -3, 0, 0, 0));

    assertThat(reading.candidates())
        .extracting(JudgedReading.Candidate::id)
        .containsExactly("d1", "d2");
    assertThat(reading.candidates().get(0).score()).isCloseTo(-17, within(1e-9));
    assertThat(reading.candidates().get(1).score()).isCloseTo(7 - 3 * Math.log(2), within(1e-9));
    assertThat(reading.candidates().get(1).prior()).isCloseTo(-1 - 3 * Math.log(2), within(1e-9));
    assertThatThrownBy(
            () -> ReadingTable.reading(query, result(3, 2, hit(1, 1, 0)), Fusion.DEFAULT))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("2 of 3 candidates read and 1 hits");
  }

  @Test
  void thePictureIsXmlWithAPointForEachPolicy() throws Exception {
    List<PolicyTrial> trials =
        List.of(ALL, first(11), first(15), new PolicyTrial("a < b", "1", ReadingPolicy.ALL));

    String svg = CostPlot.of(new CostBenchmark(table(), trials, 0.005).run("train", "test"));

    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
    assertThat(document.getElementsByTagName("title").getLength()).isEqualTo(trials.size());
    assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(3);
    assertThat(svg).doesNotContain("NaN", "Infinity");
  }
}
