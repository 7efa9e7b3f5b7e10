package io.seine.cli.bench.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seine.cli.bench.inference.InferenceBenchmark.Result;
import io.seine.cli.bench.inference.ReadingSet.Group;
import io.seine.cli.bench.inference.ReadingSet.Kind;
import io.seine.cli.bench.measure.Spread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InferenceBenchmarkTest {
  private static final ReadingSet PAIRS =
      new ReadingSet("short", Kind.PAIRS, List.of(new Group("q", List.of("a", "b"))));

  private final List<String> order = new ArrayList<>();

  /** Takes as long as it was told to, in seconds; its first reading is the one that warms it. */
  private final class Scripted implements Contender {
    private final String name;
    private final Kind kind;
    private final Deque<Double> seconds;

    Scripted(String name, Kind kind, Double... seconds) {
      this.name = name;
      this.kind = kind;
      this.seconds = new ArrayDeque<>(List.of(seconds));
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean reads(Kind other) {
      return kind == other;
    }

    @Override
    public void load(ReadingSet set) {
      order.add("load " + name);
    }

    @Override
    public long run() {
      order.add(name);
      return (long) (seconds.remove() * 1e9);
    }

    @Override
    public void close() {}
  }

  @Test
  void contendersTakeTurnsAndAreComparedWithinTheRound() {
    List<Contender> contenders =
        List.of(
            new Scripted("bare", Kind.PAIRS, 9.0, 1.0, 2.0, 4.0),
            new Scripted("texts", Kind.TEXTS),
            new Scripted("peer", Kind.PAIRS, 9.0, 2.0, 4.0, 4.0));

    Map<ReadingSet, List<Result>> results =
        new InferenceBenchmark(contenders, 3, line -> {}).run(List.of(PAIRS));

    assertThat(order)
        .containsExactly(
            "load bare",
            "bare",
            "load peer",
            "peer",
            "bare",
            "peer",
            "bare",
            "peer",
            "bare",
            "peer");
    List<Result> rows = results.get(PAIRS);
    assertThat(rows).extracting(Result::contender).containsExactly("bare", "peer");
    assertThat(rows.get(0).perSecond()).isEqualTo(new Spread(0.5, 1, 2));
    assertThat(rows.get(0).ratio()).isEqualTo(new Spread(1, 1, 1));
    assertThat(rows.get(1).perSecond()).isEqualTo(new Spread(0.5, 0.5, 1));
    assertThat(rows.get(1).ratio()).isEqualTo(new Spread(0.5, 0.5, 1));
  }

  @Test
  void theReportHoldsEveryFigure() {
    List<Contender> contenders =
        List.of(
            new Scripted("bare", Kind.PAIRS, 9.0, 1.0), new Scripted("peer", Kind.PAIRS, 9.0, 4.0));
    InferenceReport report =
        new InferenceReport(
            new InferenceBenchmark(contenders, 1, line -> {}).run(List.of(PAIRS)), set -> 116, 2);

    assertThat(report.text())
        .contains("short pairs (2, mean 116 tokens), 2 cores")
        .containsPattern("peer +0\\.5 +0\\.250   0\\.250 to 0\\.250");
    assertThat(report.json().at("/sets/0/contenders/1/ratio/median").asDouble())
        .isCloseTo(0.25, within(1e-9));
    assertThat(report.json().at("/sets/0/mean_tokens").asDouble()).isEqualTo(116);
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheMiddle() {
    assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(1, 2.5, 4));
  }
}
