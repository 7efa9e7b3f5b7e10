package io.seine.cli.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.local.ProxyFault;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static Report report(List<Discrepancy> discrepancies) {
    return new Report(
        42,
        0.5,
        Map.of(FaultKind.KILL_KAFKA, 3, FaultKind.SLOW, 2),
        Map.of(ProxyFault.SLOW, 17L),
        Map.of(DocumentWrite.Kind.LATE, 11L),
        100,
        20,
        30,
        1,
        12,
        2,
        9,
        0,
        0,
        discrepancies,
        Path.of("logs"));
  }

  @Test
  void countsEachFaultAndEachDiscrepancy() {
    Report report = report(List.of());
    assertThat(report.isClean()).isTrue();
    assertThat(report.text())
        .startsWith("Seed 42, 0.5 minutes")
        .containsPattern("kill -9 of Kafka +3\\R")
        .containsPattern("kill -9 of OpenSearch +0\\R")
        .containsPattern("8 s late +2   17 requests\\R")
        .containsPattern("older versions after newer ones +11\\R")
        .containsPattern("documents lost +0\\R")
        .containsPattern("queries unanswered +0\\R")
        .endsWith("All is as it must be.");
  }

  @Test
  void showsWhatIsOffAndHowToSeeItAgain() {
    Report report =
        report(
            List.of(
                new Discrepancy(Discrepancy.Kind.LOST, "plain-1", "“x” of version 4", "nothing")));
    assertThat(report.isClean()).isFalse();
    assertThat(report.text())
        .containsPattern("documents lost +1\\R")
        .contains("documents lost: plain-1: expected “x” of version 4; found nothing")
        .contains("logs of all processes are in logs")
        .endsWith("./seine torture --minutes 0.5 --seed 42")
        .doesNotContain("All is as it must be");
  }

  @Test
  void manyDiscrepanciesAreCountedRatherThanShown() {
    Discrepancy lost = new Discrepancy(Discrepancy.Kind.LOST, "a", "b", "c");
    assertThat(report(Collections.nCopies(60, lost)).text())
        .containsPattern("documents lost +60\\R")
        .contains("… and 10 more");
  }
}
