package io.seine.cli;

import io.seine.cli.evaluation.BeirFolder;
import io.seine.cli.evaluation.EvaluationReport;
import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.evaluation.Mode;
import io.seine.cli.input.DocumentFiles;
import io.seine.message.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code seine eval}: indexes a judged collection, asks its queries, and judges the ranked results.
 */
@Command(
    name = "eval",
    description =
        "judge the ranked results of a BEIR folder: corpus.jsonl, queries.jsonl, qrels/test.tsv")
final class EvalCommand implements Callable<Integer> {
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(paramLabel = "DIR", description = "the BEIR folder")
  private Path dir = Path.of("");

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "only the first N in the order of the judgements")
  private int limit = Integer.MAX_VALUE;

  @Option(names = "--no-index", description = "the corpus is indexed already")
  private boolean indexed;

  @Option(names = "--json", description = "print the report as JSON")
  private boolean json;

  @Option(
      names = "--opensearch",
      defaultValue = "http://localhost:9200",
      description = "where to see how much is indexed (default: ${DEFAULT-VALUE})")
  private String openSearchUrl = "http://localhost:9200";

  @Override
  public Integer call() throws Exception {
    BeirFolder folder = new BeirFolder(dir);
    List<JudgedQuery> queries = folder.queries(limit);
    if (!indexed) {
      index(folder.corpus());
    }
    EvaluationReport report;
    try (QueryClient client = new QueryClient(kafka.clients());
        Progress progress = new Progress("Asking", (long) queries.size() * Mode.values().length)) {
      report = new Evaluation(client).run(queries, progress);
    }
    Console.out().println(json ? report.json().toString() : report.text());
    return 0;
  }

  private void index(Path corpus) throws IOException, InterruptedException {
    long total;
    try (Stream<String> lines = Files.lines(corpus)) {
      total = lines.filter(line -> !line.isBlank()).count();
    }
    try (Stream<Document> documents = DocumentFiles.open(corpus, Console.err()::println);
        DocumentPublisher publisher = new DocumentPublisher(kafka.clients(), "documents");
        Progress progress = new Progress("Publishing", total)) {
      publisher.publish(documents.iterator(), progress::step);
    }
    try (Progress progress = new Progress("Indexing", total)) {
      IndexProgress.await(openSearchUrl, total, progress);
    }
  }
}
