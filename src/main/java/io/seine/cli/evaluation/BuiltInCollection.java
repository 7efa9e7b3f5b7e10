package io.seine.cli.evaluation;

import io.seine.cli.corpus.ConfigurationReference;
import io.seine.cli.corpus.JudgedQuestions;
import io.seine.message.Document;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The built-in corpus and the questions on it: what answers them is relevant. */
public final class BuiltInCollection implements JudgedCollection {
  @Override
  public String name() {
    return "the built-in corpus";
  }

  @Override
  public boolean hasDocuments() {
    return true;
  }

  @Override
  public Stream<Document> documents(Consumer<String> onProblem) {
    return ConfigurationReference.documents().stream();
  }

  @Override
  public List<JudgedQuery> queries(int limit) {
    return JudgedQuestions.all().stream()
        .limit(limit)
        .map(
            question ->
                new JudgedQuery(
                    question.id(),
                    question.text(),
                    question.relevant().stream().collect(Collectors.toMap(id -> id, id -> 1))))
        .toList();
  }
}
