package io.seine.cli.deadletters;

import io.seine.cli.terminal.Printable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How many letters there are of each code, stage and job. */
public final class LetterSummary {
  private static final int NAME = 60;

  private record Kind(String code, String stage, String job) {}

  private final Map<Kind, Long> counts =
      new TreeMap<>(
          Comparator.comparing(Kind::code).thenComparing(Kind::stage).thenComparing(Kind::job));

  public void add(Letter letter) {
    counts.merge(
        new Kind(
            Printable.line(letter.code(), NAME),
            Printable.line(letter.stage(), NAME),
            Printable.line(letter.job(), NAME)),
        1L,
        Long::sum);
  }

  public long total() {
    return counts.values().stream().mapToLong(count -> count).sum();
  }

  /** The table, its last line without an end. */
  public String text() {
    List<Kind> kinds = List.copyOf(counts.keySet());
    String form =
        "%%8s  %%-%ds  %%-%ds  %%s%%n"
            .formatted(
                width("code", kinds.stream().map(Kind::code).toList()),
                width("stage", kinds.stream().map(Kind::stage).toList()));
    StringBuilder out = new StringBuilder();
    out.append(String.format(Locale.ROOT, form, "letters", "code", "stage", "job"));
    counts.forEach(
        (kind, count) ->
            out.append(
                String.format(Locale.ROOT, form, count, kind.code(), kind.stage(), kind.job())));
    return out.append(String.format(Locale.ROOT, "%8d  in all", total())).toString();
  }

  private static int width(String title, List<String> names) {
    return names.stream().mapToInt(String::length).reduce(title.length(), Math::max);
  }
}
