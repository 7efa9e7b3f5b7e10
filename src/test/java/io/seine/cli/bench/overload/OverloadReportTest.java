package io.seine.cli.bench.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.bench.load.OpenLoop;
import io.seine.cli.bench.load.OpenLoop.Answer;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OverloadReportTest {
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
