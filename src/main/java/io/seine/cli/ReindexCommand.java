package io.seine.cli;

import io.seine.cli.operations.JobJar;
import io.seine.cli.operations.OperationException;
import io.seine.cli.options.FlinkOptions;
import io.seine.cli.options.OptionLimits;
import io.seine.cli.reindex.FlinkMoveJobs;
import io.seine.cli.reindex.KafkaDocumentsTopic;
import io.seine.cli.reindex.LiveIndexes;
import io.seine.cli.reindex.Reindex;
import io.seine.cli.terminal.Printable;
import io.seine.flink.FlinkRest;
import io.seine.job.BiEncoderChoice;
import io.seine.job.IndexSite;
import io.seine.job.ModelIndex;
import io.seine.search.FatalSearchException;
import io.seine.search.RefusedRequestException;
import io.seine.search.RetryableSearchException;
import io.seine.search.SearchConnection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code seine reindex}: moves a running system from one bi-encoder to another. */
@Command(
    name = "reindex",
    description =
        "move a running system to another bi-encoder: a second index, kept current, verified, then answered from; may be broken off and run again at any time")
final class ReindexCommand implements Callable<Integer> {
  private static final long LOOK_AGAIN_MILLIS = 500;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private FlinkOptions flinkOptions = new FlinkOptions();

  @ArgGroup(exclusive = true, multiplicity = "1")
  private What what = new What();

  /** What is wanted; one of these. */
  static final class What {
    @Option(
        names = "--to",
        paramLabel = "MODEL",
        description =
            "move to this bi-encoder, or go on with that: a name, a folder or hf:owner/name@revision, as the cluster's machines and this one can have it")
    @Nullable String to;

    @Option(names = "--status", description = "tell how the move stands")
    boolean status;

    @Option(
        names = "--undo",
        description =
            "take the move back: queries are answered as before, the new index is removed")
    boolean undo;

    @Option(
        names = "--finish",
        description = "end the move: the old index and the job that keeps it current are removed")
    boolean finish;
  }

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "a setting of the new bi-encoder, such as bi-encoder.pooling=cls; may be repeated")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Option(names = "--no-switch", description = "build and verify only; queries stay where they are")
  private boolean noSwitch;

  @Option(
      names = "--despite-differences",
      description = "switch even though the indexes do not hold the same")
  private boolean despiteDifferences;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "50",
      description =
          "how many documents are looked for by their own text (default: ${DEFAULT-VALUE})")
  private int sample;

  @Option(
      names = "--alias",
      paramLabel = "NAME",
      description = "the public alias, where the cluster has jobs of several")
  private @Nullable String alias;

  @Option(
      names = "--opensearch",
      paramLabel = "URL",
      description = "where this machine reaches OpenSearch (default: where the jobs do)")
  private @Nullable String openSearch;

  @Option(
      names = "--bootstrap",
      paramLabel = "ADDRESS",
      description = "where this machine reaches Kafka (default: where the jobs do)")
  private @Nullable String bootstrap;

  @Option(
      names = "--savepoints",
      paramLabel = "DIR",
      description =
          "where savepoints are written, as the cluster sees it (default: the cluster's own setting)")
  private @Nullable String savepoints;

  @Option(names = "--jar", paramLabel = "FILE", description = "the job jar (default: as built)")
  private @Nullable Path jar;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "how long to wait until a job runs (default: ${DEFAULT-VALUE})")
  private int timeoutSeconds;

  @Override
  public Integer call() throws Exception {
    OptionLimits.atLeast(spec, "--sample", sample, 0);
    OptionLimits.atLeast(spec, "--timeout", timeoutSeconds, 1);
    try {
      move();
      return 0;
    } catch (FatalSearchException | RetryableSearchException | RefusedRequestException e) {
      throw new OperationException(String.valueOf(e.getMessage()), e);
    } catch (CompletionException e) {
      throw new OperationException(
          String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage()), e);
    }
  }

  private void move() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Consumer<String> lines =
        line -> out.println(Printable.block(line.startsWith(" ") ? line : "· " + line));
    FlinkRest flink = flinkOptions.open();
    Map<String, String> found = new TreeMap<>(FlinkMoveJobs.settingsOfAny(flink, alias));
    if (openSearch != null) {
      found.put("opensearch.url", openSearch);
    }
    if (bootstrap != null) {
      found.put("kafka.bootstrap.servers", bootstrap);
    }
    IndexSite site = IndexSite.of(found);
    try (SearchConnection connection = site.connect();
        KafkaDocumentsTopic topic = new KafkaDocumentsTopic(site.kafka(), site.documentsTopic());
        Opened opened = new Opened(site)) {
      Reindex reindex =
          new Reindex(
              new LiveIndexes(connection, site.alias(), opened::get, sample, lines),
              new FlinkMoveJobs(
                  flink,
                  site.alias(),
                  () -> new JobJar(jar == null ? SubmitCommand.builtJar() : jar),
                  savepoints,
                  Duration.ofSeconds(timeoutSeconds),
                  lines),
              topic,
              lines,
              InstantSource.system(),
              ReindexCommand::pause);
      if (what.status) {
        reindex.status().forEach(line -> out.println(Printable.block(line)));
      } else if (what.undo) {
        reindex.undo();
      } else if (what.finish) {
        reindex.finish();
      } else {
        reindex.to(
            site.biEncoder(String.valueOf(what.to), overrides),
            noSwitch ? Reindex.Until.VERIFIED : Reindex.Until.SWITCHED,
            despiteDifferences);
      }
    }
  }

  /** The index of the new bi-encoder, opened once it is needed: loading a model takes a while. */
  private static final class Opened implements AutoCloseable {
    private final IndexSite site;
    private @Nullable ModelIndex index;

    Opened(IndexSite site) {
      this.site = site;
    }

    ModelIndex get(BiEncoderChoice choice) {
      ModelIndex there = index;
      if (there == null) {
        there = ModelIndex.open(site.with(choice));
        index = there;
      }
      return there;
    }

    @Override
    public void close() throws Exception {
      if (index != null) {
        index.close();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("Interrupted; run it again, and it goes on.", e);
    }
  }
}
