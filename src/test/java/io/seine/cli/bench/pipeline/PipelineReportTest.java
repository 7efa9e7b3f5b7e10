package io.seine.cli.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.load.OpenLoop;
import io.seine.cli.bench.measure.Comparison;
import io.seine.cli.bench.measure.Distribution;
import io.seine.cli.bench.measure.MemoryWatch;
import io.seine.cli.bench.measure.Spread;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineReportTest {
  private static OpenLoop.Answer answer(long overhead) {
    Timings timings = new Timings(3, 10, 40, 500, 555);
    RankedResult result =
        new RankedResult("q", "", Status.RANKED, null, List.of(), 50, 50, timings, null);
    return new OpenLoop.Answer(1_000, 9_000, result, 1_560, 1_550 + overhead);
  }

  private static PipelineReport report(double readingRatio, long overhead) {
    Comparison indexing = Comparison.of(List.of(new Comparison.Round(10, 9)));
    Comparison reading = Comparison.of(List.of(new Comparison.Round(100, 100 * readingRatio)));
    OpenLoop.Outcome outcome = new OpenLoop.Outcome(2, List.of(answer(overhead), answer(overhead)));
    return new PipelineReport(
        2,
        new IndexingBenchmark.Outcome(1, 200, 300, indexing, Map.of("Kafka", 0.02)),
        new Distribution(List.of(300L, 900L, 1_400L)),
        1_000,
        new ReadingBenchmark.Outcome(
            1,
            40,
            2_000,
            0,
            reading,
            Spread.of(List.of(1.5)),
            Map.of("Kafka", 0.03, "OpenSearch", 0.1),
            Map.of("Kafka", 0.01)),
        List.of(new LatencyLevel(0.25, 0.4, outcome)),
        Spread.of(List.of(8.0)),
        Map.of("OpenSearch", 500.0),
        Map.of("inference.remembered-scores", "0"),
        new Soak.Outcome(
            List.of(new Soak.Minute(90, 100, 700)),
            new MemoryWatch.Seen("TaskManager", 90, 91, 0.1, 700, 701, 702, 0.2)),
        null);
  }

  private static List<Boolean> met(PipelineReport report) {
    return report.json().path("goals").findValues("met").stream().map(JsonNode::asBoolean).toList();
  }

  @Test
  void aLatencyIsPartedByStage() {
    LatencyLevel level = new LatencyLevel(0.25, 0.4, new OpenLoop.Outcome(1, List.of(answer(8))));
    ObjectNode ms = (ObjectNode) level.json().path("ms");
    assertThat(ms.at("/queued/p50").asLong()).isEqualTo(3);
    assertThat(ms.at("/rerank/p99").asLong()).isEqualTo(500);
    assertThat(ms.at("/latency/p50").asLong()).isEqualTo(558);
    assertThat(ms.at("/delivery/p50").asLong()).isEqualTo(3);
    // 558 less 10, 40 and 500.
    assertThat(ms.at("/overhead/p50").asLong()).isEqualTo(8);
    assertThat(level.json().path("ranked").asInt()).isEqualTo(1);
  }

  @Test
  void theReportHoldsEveryFigure() {
    PipelineReport report = report(0.93, 8);

    assertThat(report.text())
        .contains("inference.remembered-scores=0")
        .containsPattern("documents/s, until they are found +9\\.000")
        .containsPattern("ratio +0\\.930   0\\.930 to 0\\.930")
        .containsPattern("at 25 % of it, 0\\.40 queries/s \\(2 sent, 2 answered, 2 read whole\\)")
        .containsPattern("overhead +p50 +8 ")
        .containsPattern("OpenSearch +0\\.000 +0\\.100 +0\\.000 +500")
        .containsPattern("1 +1\\.50 +100\\.0 +700\\.0")
        .contains("RSS +0.20 MiB");
    ObjectNode json = report.json();
    assertThat(json.at("/reading/pairs_per_second/ratio/median").asDouble())
        .isCloseTo(0.93, within(1e-9));
    assertThat(json.at("/freshness/ms/p99").asLong()).isEqualTo(1_400);
    assertThat(json.at("/cores_busy/bare_loop/Kafka").asDouble()).isEqualTo(0.01);
    assertThat(json.at("/soak/minutes/0/queries").asInt()).isEqualTo(90);
    assertThat(json.at("/peak_rss_mib/OpenSearch").asDouble()).isEqualTo(500);
    assertThat(json.has("profile")).isFalse();
  }

  @Test
  void aGoalThatIsMissedIsSaid() {
    assertThat(met(report(0.90, 10))).containsExactly(true, true, true, true, true);
    assertThat(met(report(0.89, 11))).containsExactly(false, true, false, true, true);
    assertThat(report(0.89, 10).text()).contains("NOT MET");
    assertThat(report(0.90, 10).text()).doesNotContain("NOT MET");
  }
}
