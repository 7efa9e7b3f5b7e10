package io.seine.cli;

import io.seine.cli.options.ClusterOptions;
import io.seine.cli.terminal.Cleanup;
import io.seine.cli.terminal.Console;
import io.seine.local.LocalSeine;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code seine up}: the whole of Seine on this machine, until Ctrl-C, with its data kept. */
@Command(
    name = "up",
    description = "start everything on this machine and keep it up; data are kept")
final class UpCommand implements Callable<Integer> {
  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(names = "--dir", description = "the folder of its data (default: ~/.seine/cluster)")
  private Path dir = Path.of(System.getProperty("user.home"), ".seine", "cluster");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "a setting of the jobs that stands above those in jobs/; may be repeated")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Override
  public Integer call() throws Exception {
    Cleanup cleanup = Cleanup.atTheEndOfTheProcess();
    LocalSeine seine = new LocalSeine(cluster.in(dir), ClusterOptions.home(), overrides);
    cleanup.add(seine::close);
    try {
      return seine
          .cluster()
          .whileUp(
              () -> {
                seine.start(line -> Console.out().println("· " + line));
                explain(seine);
                new CountDownLatch(1).await();
                return 0;
              });
    } finally {
      cleanup.run();
    }
  }

  private void explain(LocalSeine seine) {
    PrintStream out = Console.out();
    out.println(
        """
        Seine is up, with its data in %s, until Ctrl-C:
          Kafka       %s   topics documents, queries, ranked-results, dead-letters
          OpenSearch  %s
          Flink       %s"""
            .formatted(
                dir,
                seine.cluster().kafkaBootstrap(),
                seine.cluster().openSearchUrl(),
                seine.cluster().flink().url()));
    String metrics = seine.cluster().metricsUrl();
    if (metrics != null) {
      out.println("  Metrics     " + metrics);
    }
    String there = address(seine.cluster().kafkaBootstrap());
    out.println(
        """
        In another terminal:
          ./seine publish%1$s FILE     documents: .jsonl, .csv, or a folder of text files
          ./seine search%1$s "…"       the best of them"""
            .formatted(there));
  }

  /** What a command has to be told to find Kafka there. */
  private static String address(String bootstrap) {
    return bootstrap.endsWith(":9092") ? "" : " --bootstrap " + bootstrap;
  }
}
