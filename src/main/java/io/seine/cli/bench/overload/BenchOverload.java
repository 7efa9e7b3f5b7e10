package io.seine.cli.bench.overload;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.load.Arrivals;
import io.seine.cli.bench.load.OpenLoop;
import io.seine.cli.bench.load.QueryStream;
import io.seine.cli.bench.measure.JavaProcess;
import io.seine.cli.bench.measure.MemoryWatch;
import io.seine.cli.bench.measure.ReportOptions;
import io.seine.cli.client.Indexing;
import io.seine.cli.client.KafkaAddress;
import io.seine.cli.client.QueryClient;
import io.seine.cli.client.ResultsMissingException;
import io.seine.cli.corpus.ConfigurationReference;
import io.seine.cli.corpus.JudgedQuestions;
import io.seine.cli.options.ClusterOptions;
import io.seine.cli.options.OptionLimits;
import io.seine.cli.terminal.Cleanup;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.Progress;
import io.seine.cli.terminal.TemporaryFolder;
import io.seine.local.LocalCluster;
import io.seine.local.LocalSeine;
import io.seine.message.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code seine bench overload}: asks more than can be read, and sees whether every query is
 * answered, in time, and in the same memory.
 */
@Command(
    name = "overload",
    description = "ask 3 × what can be read: is every query answered in time, in flat memory?")
public final class BenchOverload implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ReportOptions output = new ReportOptions();

  @Option(names = "--minutes", description = "how long (default: ${DEFAULT-VALUE})")
  private double minutes = 5;

  @Option(names = "--factor", description = "times the capacity (default: ${DEFAULT-VALUE})")
  private double factor = 3;

  @Option(
      names = "--deadline-ms",
      description = "the deadline of every query (default: ${DEFAULT-VALUE})")
  private int deadlineMillis = 2_000;

  @Option(
      names = "--query-order",
      description =
          "deadline, newest or fair, of a cluster that is started (default: ${DEFAULT-VALUE})")
  private String order = "deadline";

  @Option(
      names = "--capacity-queries",
      description = "how many queries measure the capacity (default: ${DEFAULT-VALUE})")
  private int capacityQueries = 60;

  @Option(
      names = "--bootstrap",
      description =
          "use the Seine behind this Kafka, such as one of seine demo --keep, which holds the corpus already; else one is started")
  private @Nullable String bootstrap;

  private final List<String> texts =
      JudgedQuestions.all().stream().map(JudgedQuestions.Question::text).toList();

  /** Begins anywhere: a Seine that was measured before remembers its questions. */
  private final AtomicInteger asked =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 30));

  @Override
  public Integer call() throws Exception {
    OptionLimits.positive(spec, "--minutes", minutes);
    OptionLimits.positive(spec, "--factor", factor);
    OptionLimits.atLeast(spec, "--deadline-ms", deadlineMillis, 1);
    OptionLimits.atLeast(spec, "--capacity-queries", capacityQueries, 1);
    String running = bootstrap;
    OverloadReport report =
        running == null ? inOwnCluster() : measure(running, JavaProcess.others());
    output.print(report.json(), report.text());
    return report.isKept() ? 0 : 1;
  }

  private OverloadReport inOwnCluster() throws Exception {
    Path dir = Files.createTempDirectory("seine-bench-");
    Cleanup cleanup = Cleanup.atTheEndOfTheProcess();
    cleanup.add(() -> TemporaryFolder.delete(dir));
    try {
      Map<String, String> settings = new HashMap<>();
      settings.put("index.metadata", "system:keyword,component:keyword");
      settings.put("inference.query-order", order);
      LocalSeine seine =
          new LocalSeine(LocalCluster.Options.onFreePorts(dir), ClusterOptions.home(), settings);
      cleanup.add(seine::close);
      seine.start(line -> Console.err().println("· " + line));
      String kafka = seine.cluster().kafkaBootstrap();
      List<Document> documents = ConfigurationReference.documents();
      Indexing.index(
          KafkaAddress.clients(kafka), seine.cluster().openSearchUrl(), documents.stream());
      return measure(kafka, JavaProcess.family("Flink, in this process"));
    } finally {
      cleanup.run();
    }
  }

  private OverloadReport measure(String kafka, List<JavaProcess> processes) throws Exception {
    double capacity = capacity(kafka);
    double rate = factor * capacity;
    Duration duration = Duration.ofMillis((long) (minutes * 60_000));
    List<MemoryWatch> watches = new ArrayList<>();
    for (JavaProcess process : processes) {
      watches.add(new MemoryWatch(process));
    }
    OpenLoop.Outcome outcome;
    try (Progress progress = new Progress("Overload", Math.round(rate * duration.toSeconds()))) {
      outcome =
          new OpenLoop(
                  KafkaAddress.clients(kafka),
                  number -> nextText(),
                  Arrivals.even(rate, duration),
                  Duration.ofMillis(deadlineMillis))
              .run((sent, answered) -> progress.stepTo(answered));
    }
    List<MemoryWatch.Seen> memory = new ArrayList<>();
    for (MemoryWatch watch : watches) {
      memory.add(watch.finish());
    }
    for (JavaProcess process : processes) {
      process.close();
    }
    return new OverloadReport(
        capacity,
        rate,
        deadlineMillis,
        bootstrap == null ? order : "as the job has it",
        outcome,
        memory);
  }

  /** How many queries a second are read whole when there is always another. */
  private double capacity(String kafka) throws IOException {
    try (QueryClient client = new QueryClient(KafkaAddress.clients(kafka))) {
      // The first ones warm up what is compiled and cached.
      ask(client, "warm", QueryStream.SATURATING * 2);
      long start = System.nanoTime();
      ask(client, "capacity", capacityQueries);
      return capacityQueries / ((System.nanoTime() - start) / 1e9);
    }
  }

  private void ask(QueryClient client, String name, int count) throws IOException {
    Map<String, ObjectNode> queries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String id = "bench-%s-%d-%d".formatted(name, System.nanoTime(), i);
      queries.put(
          id,
          JSON.createObjectNode()
              .put("id", id)
              .put("text", nextText())
              .put("deadline_ms", PATIENCE.toMillis()));
    }
    int answered;
    try (Progress progress = new Progress("Capacity", count)) {
      answered =
          client
              .ask(
                  List.copyOf(queries.values()),
                  QueryStream.SATURATING,
                  PATIENCE,
                  result -> progress.step())
              .size();
    }
    if (answered < count) {
      throw new ResultsMissingException(
          "%d of %d queries have no answer. Is rank-queries running?"
              .formatted(count - answered, count));
    }
  }

  /** A question in words of its own: what a model has read before it need not read again. */
  private String nextText() {
    int number = asked.getAndIncrement();
    return "%s (%d)".formatted(texts.get(number % texts.size()), number);
  }
}
