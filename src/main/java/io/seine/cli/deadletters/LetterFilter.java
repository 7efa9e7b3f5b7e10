package io.seine.cli.deadletters;

import io.seine.cli.terminal.Printable;
import io.seine.message.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which letters are asked for; what is null is not asked about.
 *
 * @param topic the topic that the record came from
 */
public record LetterFilter(
    @Nullable ErrorCode code,
    @Nullable String stage,
    @Nullable String job,
    @Nullable String topic) {

  /** Whether every letter is asked for. */
  public boolean isEmpty() {
    return code == null && stage == null && job == null && topic == null;
  }

  public boolean matches(Letter letter) {
    return (code == null || code.code().equals(letter.code()))
        && (stage == null || stage.equals(letter.stage()))
        && (job == null || job.equals(letter.job()))
        && (topic == null || topic.equals(letter.topic()));
  }

  /**
   * What stages, jobs and topics some letters have: a name that none of them has may be a slip of
   * the hand, and only the letters know the names.
   */
  public static final class Names {
    private final Set<String> stages = new TreeSet<>();
    private final Set<String> jobs = new TreeSet<>();
    private final Set<String> topics = new TreeSet<>();

    public void add(Letter letter) {
      stages.add(letter.stage());
      jobs.add(letter.job());
      topics.add(letter.topic());
    }

    /** For each name of the filter that no letter has, a line that says which there are. */
    public List<String> unknown(LetterFilter filter) {
      List<String> lines = new ArrayList<>();
      check(lines, "stage", filter.stage(), stages);
      check(lines, "job", filter.job(), jobs);
      check(lines, "source topic", filter.topic(), topics);
      return lines;
    }

    private static void check(
        List<String> lines, String what, @Nullable String name, Set<String> known) {
      if (name != null && !known.isEmpty() && !known.contains(name)) {
        lines.add(
            "No letter has the %s '%s'; those there are: %s."
                .formatted(what, name, Printable.line(String.join(", ", known))));
      }
    }
  }
}
