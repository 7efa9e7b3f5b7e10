package io.seine.cli.torture;

import io.seine.cli.torture.Discrepancy.Kind;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The questions that were asked and every answer that came: a question may be answered twice, and
 * each answer has to be right. Thread-safe.
 */
final class AnswerSheet {
  private final Map<String, Question> questions = new LinkedHashMap<>();
  private final Map<String, List<RankedResult>> answers = new HashMap<>();

  synchronized void asked(Question question) {
    questions.put(question.id(), question);
  }

  synchronized void answered(RankedResult result) {
    answers.computeIfAbsent(result.queryId(), id -> new ArrayList<>()).add(result);
  }

  /** How many questions were asked. */
  synchronized int questions() {
    return questions.size();
  }

  /** How many questions have no answer yet. */
  synchronized long open() {
    return questions.keySet().stream().filter(id -> !answers.containsKey(id)).count();
  }

  /** How many answers came beyond the first of each question. */
  synchronized int repeated() {
    return answers.values().stream().mapToInt(all -> all.size() - 1).sum();
  }

  /** What is off. */
  synchronized List<Discrepancy> compare() {
    List<Discrepancy> discrepancies = new ArrayList<>();
    questions.forEach(
        (id, question) -> {
          List<RankedResult> all = answers.getOrDefault(id, List.of());
          if (all.isEmpty()) {
            discrepancies.add(
                new Discrepancy(Kind.UNANSWERED, id, expected(question), "no answer"));
          }
          all.stream()
              .filter(result -> !isRight(question, result))
              .forEach(
                  result ->
                      discrepancies.add(
                          new Discrepancy(
                              Kind.ANSWERED_WRONGLY, id, expected(question), found(result))));
        });
    answers.forEach(
        (id, all) -> {
          if (!questions.containsKey(id)) {
            discrepancies.add(
                new Discrepancy(Kind.ANSWERED_WRONGLY, id, "no such question", found(all.get(0))));
          }
        });
    return discrepancies;
  }

  private static boolean isRight(Question question, RankedResult result) {
    return result.status() == status(question)
        && texts(result).equals(question.hits())
        && result.hits().size() == question.hits().size();
  }

  private static Status status(Question question) {
    return question.error() == null ? Status.RANKED : Status.FAILED;
  }

  private static String expected(Question question) {
    return status(question).code() + " " + new TreeMap<>(question.hits());
  }

  private static String found(RankedResult result) {
    return result.status().code()
        + (result.reason() == null ? " " : " (" + result.reason() + ") ")
        + texts(result);
  }

  private static Map<String, String> texts(RankedResult result) {
    Map<String, String> texts = new TreeMap<>();
    for (Hit hit : result.hits()) {
      texts.put(hit.id(), hit.passage());
    }
    return texts;
  }
}
