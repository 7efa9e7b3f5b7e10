package io.seine.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.client.Indexing;
import io.seine.cli.client.KafkaAddress;
import io.seine.cli.client.QueryClient;
import io.seine.cli.corpus.ConfigurationReference;
import io.seine.cli.corpus.JudgedQuestions;
import io.seine.cli.options.ClusterOptions;
import io.seine.cli.terminal.Cleanup;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.TemporaryFolder;
import io.seine.local.ClusterException;
import io.seine.local.LocalSeine;
import io.seine.message.Document;
import io.seine.message.RankedResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code seine demo}: the whole of Seine on this machine, asked a few questions about Kafka and
 * Flink.
 */
@Command(
    name = "demo",
    description = "start everything on this machine, index the configuration reference, ask it")
final class DemoCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HITS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--dir",
      description =
          "the folder of the cluster's data, which stay there (default: one that is deleted at the end)")
  private @Nullable Path given;

  @Option(names = "--keep", description = "leave everything up until Ctrl-C")
  private boolean keep;

  private volatile boolean broken;

  @Override
  public Integer call() throws Exception {
    PrintStream out = Console.out();
    Cleanup cleanup = Cleanup.atTheEndOfTheProcess();
    Path dir = given == null ? temporary(cleanup) : given;
    try {
      LocalSeine seine =
          new LocalSeine(
              cluster.in(dir),
              ClusterOptions.home(),
              Map.of("index.metadata", "system:keyword,component:keyword"));
      cleanup.add(seine::close);
      return seine.cluster().whileUp(() -> show(seine, out));
    } catch (ClusterException e) {
      // Where it was told to end, that is why.
      broken = !Cleanup.processEnds();
      throw e;
    } finally {
      cleanup.run();
    }
  }

  /** A folder that is gone when the demo ends, unless a server broke: its log is in there. */
  private Path temporary(Cleanup cleanup) throws IOException {
    Path folder = Files.createTempDirectory("seine-demo-");
    cleanup.add(
        () -> {
          if (broken) {
            Console.err().println("The demo's folder is left for you to look at: " + folder);
          } else {
            TemporaryFolder.delete(folder);
          }
        });
    return folder;
  }

  private int show(LocalSeine seine, PrintStream out) throws Exception {
    seine.start(line -> out.println("· " + line));
    Properties kafka = KafkaAddress.clients(seine.cluster().kafkaBootstrap());
    List<Document> documents = ConfigurationReference.documents();
    Indexing.index(kafka, seine.cluster().openSearchUrl(), documents.stream());
    int unanswered = ask(kafka, out);
    if (keep) {
      explain(seine, out);
      new CountDownLatch(1).await();
    }
    out.println(
        """

        The demo stops everything that it started. For documents of your own: ./seine up, then, in another terminal,
        ./seine publish FILE and ./seine search "…".""");
    return unanswered == 0 ? 0 : 1;
  }

  private static int ask(Properties kafka, PrintStream out) throws IOException {
    List<ObjectNode> queries = new ArrayList<>();
    for (JudgedQuestions.Question question : JudgedQuestions.all()) {
      if (question.demo()) {
        queries.add(
            JSON.createObjectNode()
                .put("id", question.id())
                .put("text", question.text())
                .put("k", HITS)
                .put("deadline_ms", PATIENCE.toMillis()));
      }
    }
    out.println();
    out.println(
        "Asking %d questions. A hit's line shows where it stands, and where it stood when it was only retrieved."
            .formatted(queries.size()));
    Map<String, RankedResult> results;
    try (QueryClient client = new QueryClient(kafka)) {
      results = client.ask(queries, 1, PATIENCE, result -> {});
    }
    HitTable table = HitTable.forTerminal();
    for (ObjectNode query : queries) {
      RankedResult result = results.get(query.path("id").asText());
      out.println();
      out.println(
          result == null
              ? "“" + query.path("text").asText() + "” was not answered"
              : table.format(query.path("text").asText(), result));
    }
    return queries.size() - results.size();
  }

  private static void explain(LocalSeine seine, PrintStream out) {
    out.println(
        """

        Everything stays up until Ctrl-C:
          Kafka       %1$s   topics documents, queries, ranked-results, dead-letters
          OpenSearch  %2$s
          Flink       %3$s
        In another terminal:
          ./seine search --bootstrap %1$s "how do I stop duplicate messages"
          echo 'how do I stop duplicate messages' | kcat -P -b %1$s -t queries
          kcat -C -b %1$s -t ranked-results -o end"""
            .formatted(
                seine.cluster().kafkaBootstrap(),
                seine.cluster().openSearchUrl(),
                seine.cluster().flink().url()));
  }
}
