package io.seine.cli.evaluation;

import static io.seine.cli.evaluation.Answers.answer;
import static io.seine.cli.evaluation.Answers.hit;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Timings;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class EvaluationReportTest {
  private static final double AT_2 = Math.log(2) / Math.log(3);

  /** The retrieval puts a first, the reading b. */
  private static final RankedResult RETRIEVED =
      answer(10, hit("a", 1, 0.9, null), hit("b", 2, 0.8, null));

  private static final RankedResult RERANKED =
      answer(100, hit("b", 2, 0.95, 0.9), hit("a", 1, 0.25, 0.1));

  private final EvaluationReport report = report(3, 1);

  /** So many queries whose answer is a, and that reranking spoils, and so many that it mends. */
  private static EvaluationReport report(int lost, int won) {
    return report(lost, won, null);
  }

  private static EvaluationReport report(int lost, int won, @Nullable Integer passages) {
    List<JudgedQuery> queries = new ArrayList<>();
    for (int i = 0; i < lost + won; i++) {
      queries.add(new JudgedQuery("q" + i, "<why " + i + "?>", Map.of(i < lost ? "a" : "b", 1)));
    }
    JudgedRun run = new JudgedRun("drawn", queries, passages);
    for (Mode mode : Mode.values()) {
      // Answers come in no order.
      for (int i = queries.size() - 1; i >= 0; i--) {
        run.add(mode, i, mode.reads() ? RERANKED : RETRIEVED);
      }
    }
    return new EvaluationReport(run, Mode.HYBRID);
  }

  @Test
  void holdsMeansIntervalsAndDifferences() {
    JsonNode json = report.json();

    double hybrid = (3 + AT_2) / 4;
    double reranked = (3 * AT_2 + 1) / 4;
    assertThat(json.path("queries").asInt()).isEqualTo(4);
    JsonNode modes = json.path("modes");
    assertThat(modes.path("hybrid").path("ndcg@10").asDouble()).isCloseTo(hybrid, within(1e-9));
    JsonNode mode = modes.path("reranked");
    assertThat(mode.path("ndcg@10").asDouble()).isCloseTo(reranked, within(1e-9));
    JsonNode difference = mode.path("against_baseline").path("ndcg@10");
    assertThat(difference.path("difference").asDouble()).isCloseTo(reranked - hybrid, within(1e-9));
    assertThat(difference.path("interval").path(0).asDouble())
        .isLessThan(reranked - hybrid)
        .isGreaterThanOrEqualTo(AT_2 - 1 - 1e-9);
    assertThat(json.path("per_query").path("q3").path("reranked").path("mrr@10").asDouble())
        .isEqualTo(1);
    assertThat(json.path("timings_ms").path("hybrid").path("total").path("p95").asDouble())
        .isEqualTo(10);
  }

  @Test
  void showsWhatRerankingLostWithBothOrders() {
    JsonNode reranking = report.json().path("reranking");
    assertThat(reranking.path("better").asInt()).isEqualTo(1);
    assertThat(reranking.path("worse").asInt()).isEqualTo(3);
    assertThat(reranking.path("losses")).hasSize(3);
    JsonNode loss = reranking.path("losses").path(0);
    assertThat(loss.path("retrieved").path(0).path("id").asText()).isEqualTo("a");
    assertThat(loss.path("retrieved").path(0).path("grade").asInt()).isEqualTo(1);
    assertThat(loss.path("reranked").path(0).path("id").asText()).isEqualTo("b");
    assertThat(loss.path("reranked").path(0).path("grade").isNull()).isTrue();
    assertThat(report.text())
        .contains("1 queries better, 3 worse", " 1 * 0.900 a Title <a>", "“<why 0?>”");
    assertThat(report.text().lines())
        .as("both orders in one row")
        .anyMatch(row -> row.matches(" +1 \\* 0\\.900 a Title <a> +1   0\\.\\d{3} b .*"));
    assertThat(report.text()).contains("* is judged relevant", "p decides: below 0.05");
    assertThat(report.html()).contains("? is not judged", "p decides: below 0.05");
  }

  @Test
  void theIdsOfLossesAreWholeHoweverLong() {
    String id = "https://example.org/" + "long/".repeat(30) + "1";
    RankedResult reranked = answer(1, hit(id, 2, 0.9, 0.9), hit("a", 1, 0.8, 0.8));
    JudgedRun run =
        new JudgedRun("drawn", List.of(new JudgedQuery("q", "why?", Map.of("a", 1))), null);
    for (Mode mode : Mode.values()) {
      run.add(mode, 0, mode.reads() ? reranked : RETRIEVED);
    }
    assertThat(new EvaluationReport(run, Mode.HYBRID).text()).contains(" 1   0.900 " + id);
  }

  @Test
  void whatDocumentsAndQueriesHoldGivesTheTerminalNoOrders() {
    String orders = "a\u001b[2Jb\u009b2Jc\u202ed\re";
    JudgedQuery query = new JudgedQuery(orders, orders, Map.of("a", 1));
    RankedResult retrieved = answer(1, hit("a", 1, 0.9, null), hit(orders, 2, 0.8, null));
    RankedResult reranked = answer(1, hit(orders, 2, 0.9, 0.9), hit("a", 1, 0.8, 0.8));
    JudgedRun run = new JudgedRun(orders, List.of(query), null);
    for (Mode mode : Mode.values()) {
      run.add(mode, 0, mode.reads() ? reranked : retrieved);
    }
    EvaluationReport hostile = new EvaluationReport(run, Mode.HYBRID);

    String shown = "a\\u001b[2Jb\\u009b2Jc\\u202ed e";
    assertThat(hostile.text())
        .doesNotContain("\u001b", "\u009b", "\u202e", "\r")
        .contains("1 judged queries of " + shown, shown + ": “" + shown + "”", "0.800 " + shown);
    // A program reads what there is.
    assertThat(hostile.json().path("reranking").path("losses").path(0).path("text").asText())
        .isEqualTo(orders);
  }

  @Test
  void ofMoreLossesThanAreShownTheGreatestAreInTheOrderOfTheQueriesWhereTheyAreEqual() {
    List<JudgedQuery> queries = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      queries.add(new JudgedQuery("q" + i, "why?", Map.of("a", 1)));
    }
    RankedResult lost = answer(1, hit("x", 2, 0.9, 0.9), hit("y", 3, 0.8, 0.8));
    JudgedRun run = new JudgedRun("drawn", queries, null);
    for (int i = 29; i >= 0; i--) {
      run.add(Mode.HYBRID, i, RETRIEVED);
    }
    for (int i = 29; i >= 0; i--) {
      // Every third loses all, the others little.
      run.add(Mode.RERANKED, i, i % 3 == 0 ? lost : RERANKED);
    }

    assertThat(RerankingEffect.of(run).worse()).isEqualTo(30);
    assertThat(run.losses())
        .extracting(loss -> loss.change().query().id())
        .containsExactly("q0", "q3", "q6", "q9", "q12", "q15", "q18", "q21", "q24", "q27");
    assertThat(run.losses().get(9).reranked().get(0).title()).isEqualTo("Title <x>");
  }

  @Test
  void theCurveBeginsWithTheRetrievalAndEndsWithTheWholeReading() {
    List<Double> ndcg = report.curve().ndcg();
    assertThat(ndcg).hasSize(3);
    assertThat(ndcg.get(0)).isCloseTo((3 + AT_2) / 4, within(1e-9));
    assertThat(ndcg.get(1)).isEqualTo(ndcg.get(0));
    assertThat(ndcg.get(2)).isCloseTo((3 * AT_2 + 1) / 4, within(1e-9));
  }

  @Test
  void scoresAreHeldToTheJudgements() {
    // Four hits of 0.95, one of them relevant; four of 0.25, three of them.
    assertThat(report.reliability().error()).isCloseTo((0.7 + 0.5) / 2, within(1e-9));
  }

  @Test
  void percentilesAreThoseOfTheNearestRank() {
    List<Timings> answers = new ArrayList<>();
    for (int millis = 100; millis > 0; millis--) {
      answers.add(answer(millis).timings());
    }
    Latency.Stage total = Latency.of(answers).stages().get(4);
    assertThat(total).isEqualTo(new Latency.Stage("total", 50, 95, 99));
  }

  @Test
  void thePageStandsAloneAndShowsTextAsText() throws Exception {
    String page = report.html();

    assertThat(page).contains("&lt;why 0?&gt;", "Title &lt;a&gt;").doesNotContain("<why", "<a>");
    assertThat(page).doesNotContain("<script", "http://", "https://", "@import", "url(");
    // Every plot is well-formed: as XML it can be read.
    String[] plots = page.split("<svg ");
    assertThat(plots).hasSize(5);
    for (int i = 1; i < plots.length; i++) {
      String svg = "<svg " + plots[i].substring(0, plots[i].indexOf("</svg>") + 6);
      Document plot =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
      assertThat(plot.getDocumentElement().getChildNodes().getLength()).isGreaterThan(5);
      assertThat(svg).doesNotContain("NaN", "Infinity");
    }
  }

  @Test
  void aLaterRunIsComparedQueryByQuery() {
    JsonNode good = report(0, 12).json();
    JsonNode bad = report(12, 0).json();

    RunComparison worse = new RunComparison(good, bad, Mode.RERANKED);
    assertThat(worse.isWorse()).isTrue();
    assertThat(worse.text()).contains("reranked, 12 queries", "worse by more than noise");
    assertThat(new RunComparison(bad, good, Mode.RERANKED).isWorse()).isFalse();
    assertThat(new RunComparison(good, good, Mode.RERANKED).text()).contains("no more than noise");
    assertThat(new RunComparison(good, report(6, 8).json(), Mode.RERANKED).text())
        .contains("12 queries of both runs (2 are of one alone");
  }

  @Test
  void runsThatWereAskedForOtherPassagesAreSaidToBe() {
    JsonNode one = report(2, 2, 1).json();
    JsonNode three = report(2, 2, 3).json();
    JsonNode asSet = report(2, 2).json();

    assertThat(three.path("passages").asInt()).isEqualTo(3);
    assertThat(new RunComparison(one, three, Mode.RERANKED).text())
        .contains("said before by --passages 1, after by --passages 3\n");
    assertThat(new RunComparison(asSet, one, Mode.RERANKED).text())
        .contains("said before by the job's rerank.passages, after by --passages 1\n");
    assertThat(new RunComparison(one, one, Mode.RERANKED).text()).doesNotContain("asked alike");
    assertThat(new RunComparison(asSet, asSet, Mode.RERANKED).text()).doesNotContain("asked alike");
  }
}
