package io.seine.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgedDocumentsTest {
  @Test
  void thoseThatTheIndexDoesNotHoldAreCountedWithAnExample() {
    Map<String, Integer> many = new HashMap<>();
    for (int i = 0; i < 1_200; i++) {
      many.put("d" + i, 1);
    }
    List<JudgedQuery> queries =
        List.of(
            new JudgedQuery("q1", "why?", many),
            new JudgedQuery("q2", "how?", Map.of("d1", 1, "gone", 2)));
    JudgedDocuments.Index index =
        ids -> {
          assertThat(ids).hasSizeLessThanOrEqualTo(500);
          Set<String> held = new HashSet<>(ids);
          held.remove("gone");
          return held;
        };

    assertThat(JudgedDocuments.warning(queries, index))
        .hasValueSatisfying(
            warning ->
                assertThat(warning)
                    .startsWith("1 of 1201 judged documents are not in the index, gone for one."));
    assertThat(JudgedDocuments.warning(queries.subList(0, 1), index)).isEmpty();
  }
}
