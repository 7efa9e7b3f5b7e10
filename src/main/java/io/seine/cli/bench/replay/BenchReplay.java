package io.seine.cli.bench.replay;

import io.seine.cli.bench.measure.ReportOptions;
import io.seine.cli.client.DocumentPublisher;
import io.seine.cli.client.IndexProgress;
import io.seine.cli.client.KafkaAddress;
import io.seine.cli.corpus.ConfigurationReference;
import io.seine.cli.input.DocumentFiles;
import io.seine.cli.options.ClusterOptions;
import io.seine.cli.options.OptionLimits;
import io.seine.cli.terminal.Cleanup;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.Progress;
import io.seine.cli.terminal.TemporaryFolder;
import io.seine.local.LocalCluster;
import io.seine.local.LocalSeine;
import io.seine.message.Condition;
import io.seine.message.Document;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code seine bench replay}: publishes documents to a Seine of its own, and once more, and sees
 * what it saves that their passages are embedded already.
 */
@Command(
    name = "replay",
    description = "publish documents, and again: how much faster are those that did not change?")
public final class BenchReplay implements Callable<Integer> {
  /** The only metadata of each document: the time that it is published for. */
  private static final String PASS = "pass";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ReportOptions output = new ReportOptions();

  @Option(names = "--documents", paramLabel = "N", description = "only the first N (default: all)")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      description = "documents as seine publish takes them (default: the built-in corpus)")
  private @Nullable Path corpus;

  @Override
  public Integer call() throws Exception {
    OptionLimits.atLeast(spec, "--documents", limit, 1);
    List<Document> documents = documents();
    Path dir = Files.createTempDirectory("seine-bench-");
    Cleanup cleanup = Cleanup.atTheEndOfTheProcess();
    cleanup.add(() -> TemporaryFolder.delete(dir));
    try {
      LocalSeine seine =
          new LocalSeine(
              LocalCluster.Options.onFreePorts(dir),
              ClusterOptions.home(),
              Map.of("index.metadata", PASS + ":long"));
      cleanup.add(seine::close);
      seine.start(line -> Console.err().println("· " + line));
      double first = seconds(seine.cluster(), documents, 1);
      double replay = seconds(seine.cluster(), documents, 2);
      ReplayReport report = new ReplayReport(documents.size(), first, replay);
      output.print(report.json(), report.text());
      return report.isKept() ? 0 : 1;
    } finally {
      cleanup.run();
    }
  }

  private List<Document> documents() {
    if (corpus == null) {
      return ConfigurationReference.documents().stream().limit(limit).toList();
    }
    try (Stream<Document> documents = DocumentFiles.open(corpus, Console.err()::println)) {
      return documents.limit(limit).toList();
    }
  }

  /** How long it takes from the first document that is published to the last one that is found. */
  private static double seconds(LocalCluster cluster, List<Document> documents, long pass)
      throws Exception {
    long start = System.nanoTime();
    try (DocumentPublisher publisher =
        new DocumentPublisher(KafkaAddress.clients(cluster.kafkaBootstrap()), "documents")) {
      publisher.publish(
          documents.stream().map(document -> inPass(document, pass)).iterator(), () -> {});
    }
    try (Progress progress = new Progress("Pass " + pass, documents.size())) {
      IndexProgress.await(
          cluster.openSearchUrl(),
          documents.size(),
          List.of(new Condition.AnyOf(PASS, List.of(pass))),
          progress);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static Document inPass(Document document, long pass) {
    return new Document(document.id(), document.title(), document.text(), Map.of(PASS, pass));
  }
}
