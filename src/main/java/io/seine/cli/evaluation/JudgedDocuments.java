package io.seine.cli.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The documents that judgements name: whether an index holds them at all. */
public final class JudgedDocuments {
  private static final int ASKED_TOGETHER = 500;

  private JudgedDocuments() {}

  /** An index, as far as it matters here. */
  @FunctionalInterface
  public interface Index {
    /** Those of these ids that it holds documents of. */
    Set<String> holds(List<String> ids);
  }

  /** What to say of the judged documents that an index does not hold; empty where it holds all. */
  public static Optional<String> warning(List<JudgedQuery> queries, Index index) {
    Set<String> judged = new LinkedHashSet<>();
    queries.forEach(query -> judged.addAll(query.grades().keySet()));
    List<String> ids = new ArrayList<>(judged);
    for (int from = 0; from < ids.size(); from += ASKED_TOGETHER) {
      List<String> some = ids.subList(from, Math.min(from + ASKED_TOGETHER, ids.size()));
      judged.removeAll(index.holds(some));
    }
    return judged.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%d of %d judged documents are not in the index, %s for one. No answer can hold those: where they are relevant, all figures are lower for it."
                .formatted(judged.size(), ids.size(), judged.iterator().next()));
  }
}
