package io.seine.cli.evaluation;

import java.util.Map;

/**
 * A query with its judgements.
 *
 * @param grades of documents, by id: above 0 is relevant
 */
public record JudgedQuery(String id, String text, Map<String, Integer> grades) {
  /** A query that nobody has judged yet. */
  public static JudgedQuery unjudged(String text) {
    return new JudgedQuery(JudgementsFile.id(text), text, Map.of());
  }
}
