package io.seine.cli.bench.remembered;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.bench.measure.Comparison;
import io.seine.cli.bench.measure.Spread;
import java.util.List;
import org.junit.jupiter.api.Test;

class RememberedReportTest {
  @Test
  void whatIsRememberedIsComparedWithNothing() {
    RememberedReport report =
        new RememberedReport(
            1,
            1_000,
            300,
            150,
            1,
            Comparison.of(List.of(new Comparison.Round(1.5, 2.7))),
            Spread.of(List.of(0.46)));

    assertThat(report.text())
        .contains("drawn from 1000 by Zipf's law with exponent 1.00; 150 different ones came")
        .containsPattern("ratio +1\\.800")
        .containsPattern("queries that came before +0\\.500");
    assertThat(report.json().at("/queries_per_second/on/median").asDouble()).isEqualTo(2.7);
    assertThat(report.json().at("/hit_rate/median").asDouble()).isEqualTo(0.46);
  }
}
