package io.seine.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seine.cli.bench.OpenLoop.Answer;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MeasuringTest {
  @Test
  void aQuantileIsAValueThatWasSeen() {
    Distribution hundred = new Distribution(LongStream.rangeClosed(1, 100).boxed().toList());
    assertThat(hundred.quantile(0.5)).isEqualTo(50);
    assertThat(hundred.quantile(0.99)).isEqualTo(99);
    assertThat(hundred.quantile(1)).isEqualTo(100);
    assertThat(hundred.max()).isEqualTo(100);
    assertThat(new Distribution(List.of()).quantile(0.99)).isZero();
    assertThat(new Distribution(List.of(7L)).quantile(0.5)).isEqualTo(7);
  }

  @Test
  void aSlopeLeavesTheWarmingOut() {
    List<Double> growing = IntStream.range(0, 30).mapToObj(i -> 100.0 + i).toList();
    assertThat(MemoryWatch.slope(growing)).isCloseTo(1, within(1e-9));
    List<Double> flat = new ArrayList<>(IntStream.range(0, 10).mapToObj(i -> 10.0 * i).toList());
    flat.addAll(IntStream.range(0, 20).mapToObj(i -> 200.0).toList());
    assertThat(MemoryWatch.slope(flat)).isCloseTo(0, within(1e-9));
    assertThat(MemoryWatch.slope(List.of(5.0))).isZero();
  }

  private static OverloadReport report(int sent, int answered, long late) {
    RankedResult result =
        new RankedResult(
            "q", "", Status.PARTIAL, null, List.of(), 50, 7, new Timings(0, 0, 0, 0, 0), null);
    List<Answer> answers =
        IntStream.range(0, answered)
            .mapToObj(i -> new Answer(0, 1_000, result, 1_000 + late, 1_010 + late))
            .toList();
    return new OverloadReport(
        1, 3, 1_000, "deadline", new OpenLoop.Outcome(sent, answers), List.of());
  }

  @Test
  void thePromiseIsKeptWhenAllAreAnsweredInTime() {
    assertThat(report(100, 100, 50).isKept()).isTrue();
    assertThat(report(100, 100, 51).isKept()).isFalse();
    assertThat(report(100, 99, 0).isKept()).isFalse();
    assertThat(report(100, 100, 20).json().path("status").path("partial").asInt()).isEqualTo(100);
    assertThat(report(100, 100, 20).text()).contains("Every query was answered");
    assertThat(report(100, 99, 20).text()).contains("NOT KEPT");
  }
}
