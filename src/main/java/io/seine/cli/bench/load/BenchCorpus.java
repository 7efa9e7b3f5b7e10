package io.seine.cli.bench.load;

import io.seine.cli.corpus.ConfigurationReference;
import io.seine.cli.corpus.JudgedQuestions;
import io.seine.cli.evaluation.BeirFolder;
import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.terminal.Console;
import io.seine.message.Document;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The documents and queries that a benchmark uses.
 *
 * @param queries each another text
 */
public record BenchCorpus(List<Document> documents, List<String> queries) {
  /**
   * Those of a BEIR folder, or the built-in ones.
   *
   * @param beir null for the built-in ones
   * @param most how many documents at most
   */
  public static BenchCorpus of(@Nullable Path beir, int most) {
    if (beir == null) {
      return new BenchCorpus(
          ConfigurationReference.documents().stream().limit(most).toList(),
          JudgedQuestions.all().stream().map(JudgedQuestions.Question::text).distinct().toList());
    }
    BeirFolder folder = new BeirFolder(beir, "test");
    try (Stream<Document> documents = folder.documents(Console.err()::println)) {
      return new BenchCorpus(
          documents.limit(most).toList(),
          folder.queries(Integer.MAX_VALUE).stream().map(JudgedQuery::text).distinct().toList());
    }
  }

  public List<String> texts() {
    return documents.stream().map(Document::text).toList();
  }
}
