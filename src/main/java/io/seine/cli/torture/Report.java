package io.seine.cli.torture;

import io.seine.local.ProxyFault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a fault run came to.
 *
 * @param faults how often each kind struck
 * @param harmed how many requests the proxy harmed, by how
 * @param writes how many documents of each kind were published
 * @param discrepancies what is off; none when all is as it must be
 * @param logs where the logs of all processes are
 */
public record Report(
    long seed,
    double minutes,
    Map<FaultKind, Integer> faults,
    Map<ProxyFault, Long> harmed,
    Map<DocumentWrite.Kind, Long> writes,
    long live,
    long deleted,
    int questions,
    int repeatedAnswers,
    int badRecords,
    int repeatedLetters,
    long restarts,
    int endedProcesses,
    int replacedJobManagers,
    List<Discrepancy> discrepancies,
    Path logs) {
  /** How many of the discrepancies are shown each with a line. */
  private static final int SHOWN = 50;

  /** Whether all is as it must be. */
  public boolean isClean() {
    return discrepancies.isEmpty();
  }

  /** The table, and a line for each discrepancy. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "Seed %d, %.1f minutes", seed, minutes));
    lines.add("");
    lines.add("faults");
    for (FaultKind kind : FaultKind.values()) {
      String requests =
          kind.proxied() == null
              ? ""
              : "   %d requests".formatted(harmed.getOrDefault(kind.proxied(), 0L));
      lines.add(row(kind.label(), faults.getOrDefault(kind, 0)) + requests);
    }
    lines.add("");
    lines.add("documents published");
    for (DocumentWrite.Kind kind : DocumentWrite.Kind.values()) {
      lines.add(row(kind.label(), writes.getOrDefault(kind, 0L)));
    }
    lines.add(row("in the index, live", live));
    lines.add(row("in the index, tombstones", deleted));
    lines.add("");
    lines.add("what came of it");
    lines.add(row("queries asked", questions));
    lines.add(row("answers that came again", repeatedAnswers));
    lines.add(row("bad records, of both topics", badRecords));
    lines.add(row("dead letters that came again", repeatedLetters));
    lines.add(row("job restarts, as Flink counts them", restarts));
    lines.add(row("processes that ended by themselves", endedProcesses));
    lines.add(row("JobManagers replaced, as they led no more", replacedJobManagers));
    lines.add("");
    lines.add("what is off");
    Map<Discrepancy.Kind, Integer> counts = new EnumMap<>(Discrepancy.Kind.class);
    discrepancies.forEach(each -> counts.merge(each.kind(), 1, Integer::sum));
    for (Discrepancy.Kind kind : Discrepancy.Kind.values()) {
      lines.add(row(kind.label(), counts.getOrDefault(kind, 0)));
    }
    lines.add("");
    if (isClean()) {
      lines.add("All is as it must be.");
    } else {
      discrepancies.stream().limit(SHOWN).forEach(each -> lines.add(each.toString()));
      if (discrepancies.size() > SHOWN) {
        lines.add("… and %d more".formatted(discrepancies.size() - SHOWN));
      }
      lines.add("");
      lines.add("The logs of all processes are in %s.".formatted(logs));
      lines.add(
          String.format(
              Locale.ROOT,
              "The same faults and records again: ./seine torture --minutes %s --seed %d",
              minutes,
              seed));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String row(String label, long count) {
    return String.format(Locale.ROOT, "  %-44s %6d", label, count);
  }
}
