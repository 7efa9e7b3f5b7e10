package io.seine.cli.evaluation;

import io.seine.cli.corpus.JudgedQuestions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A query with its judgements.
 *
 * @param grades of documents, by id: above 0 is relevant
 */
public record JudgedQuery(String id, String text, Map<String, Integer> grades) {
  /** The questions on the built-in corpus: what answers them is relevant. */
  public static List<JudgedQuery> builtIn() {
    return JudgedQuestions.all().stream()
        .map(
            question ->
                new JudgedQuery(
                    question.id(),
                    question.text(),
                    question.relevant().stream().collect(Collectors.toMap(id -> id, id -> 1))))
        .toList();
  }

  /** A query that nobody has judged yet. */
  public static JudgedQuery unjudged(String text) {
    return new JudgedQuery(JudgementsFile.id(text), text, Map.of());
  }
}
