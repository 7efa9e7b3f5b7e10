package io.seine.cli;

import io.seine.cli.bench.inference.InferenceBenchmark;
import io.seine.cli.bench.inference.InferenceReport;
import io.seine.cli.bench.inference.ModelContender;
import io.seine.cli.bench.inference.ReadingSet;
import io.seine.cli.bench.inference.ReadingSets;
import io.seine.cli.corpus.ConfigurationReference;
import io.seine.cli.corpus.JudgedQuestions;
import io.seine.cli.terminal.Console;
import io.seine.inference.ExecutionProvider;
import io.seine.inference.FetchLines;
import io.seine.inference.InferenceRuntime;
import io.seine.inference.InferenceSettings;
import io.seine.inference.ModelDirectory;
import io.seine.inference.ModelException;
import io.seine.inference.ModelSettings;
import io.seine.inference.ModelStore;
import io.seine.inference.Pooling;
import io.seine.inference.QueryOrder;
import io.seine.message.Document;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code seine models add}: fetches a model, sees that Seine can use it and what for, and measures
 * how fast it is here beside the present one.
 */
@Command(
    name = "add",
    description = "fetch a model, check that it can be used, and compare its speed with another's")
final class AddModelCommand implements Callable<Integer> {
  private static final String CROSS_ENCODER = "ms-marco-MiniLM-L-12-v2";
  private static final String BI_ENCODER = "bge-small-en-v1.5";

  @Parameters(
      paramLabel = "MODEL",
      description = "a folder, hf:owner/name@revision, or a name of the catalogue")
  private String reference = "";

  @Option(
      names = "--against",
      paramLabel = "MODEL",
      description = "what it is compared with (default: the default model of its kind)")
  private @Nullable String against;

  @Option(
      names = "--onnx-file",
      paramLabel = "FILE",
      description = "which of its ONNX files, where it has several")
  private @Nullable String onnxFile;

  @Option(
      names = "--pooling",
      description = "of a bi-encoder whose folder does not say it: ${COMPLETION-CANDIDATES}")
  private @Nullable Pooling pooling;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how often both read the same texts in turn (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "how many texts they read each time (default: ${DEFAULT-VALUE})")
  private int size = 50;

  @Override
  public Integer call() throws Exception {
    ModelSettings settings = new ModelSettings(onnxFile, pooling, null, null, null, null);
    ModelStore store =
        new ModelStore(ModelStore.defaultCache(), new FetchLines(Console.err()::println));
    ModelDirectory directory = store.resolve(reference, settings);
    Console.out().printf("%s: its files are in %s%n", directory.id(), directory.path());
    int cores = Runtime.getRuntime().availableProcessors();
    try (InferenceRuntime.Lease lease =
        InferenceRuntime.acquire(
            new InferenceSettings(
                ExecutionProvider.CPU,
                cores,
                QueryOrder.DEADLINE,
                0.2,
                0,
                0,
                ModelStore.defaultCache()))) {
      ModelContender added = open(lease, reference, settings);
      boolean crossEncoder = added.reads(ReadingSet.Kind.PAIRS);
      String other = against != null ? against : crossEncoder ? CROSS_ENCODER : BI_ENCODER;
      ModelContender present = open(lease, other, ModelSettings.NONE);
      Console.out().println(added.description());
      if (present.reads(ReadingSet.Kind.PAIRS) != crossEncoder) {
        throw new ModelException(
            "%s is %s: the two can't be compared."
                .formatted(
                    other,
                    crossEncoder ? "no cross-encoder" : "a cross-encoder, and no bi-encoder"));
      }
      List<ReadingSet> sets =
          new ReadingSets(questions(), passages())
              .all(size).stream().filter(set -> added.reads(set.kind())).toList();
      InferenceReport report =
          new InferenceReport(
              new InferenceBenchmark(List.of(present, added), rounds, Console.err()::println)
                  .run(sets),
              present::meanTokens,
              cores);
      Console.out().print(report.text());
      Console.out().println(crossEncoder ? nextForCrossEncoder() : nextForBiEncoder());
      return 0;
    }
  }

  /** The model as what it is; what it is not is seen when it is opened. */
  private static ModelContender open(
      InferenceRuntime.Lease lease, String reference, ModelSettings settings) {
    ModelException noCrossEncoder;
    try {
      return ModelContender.of(lease.crossEncoder(reference, settings));
    } catch (ModelException e) {
      noCrossEncoder = e;
    }
    try {
      return ModelContender.of(lease.biEncoder(reference, settings));
    } catch (ModelException e) {
      throw new ModelException(
          "The model is of neither kind.%nAs a cross-encoder: %s%nAs a bi-encoder: %s"
              .formatted(noCrossEncoder.getMessage(), e.getMessage()),
          e);
    }
  }

  private static List<String> questions() {
    return JudgedQuestions.all().stream().map(JudgedQuestions.Question::text).toList();
  }

  private static List<String> passages() {
    return ConfigurationReference.documents().stream().map(Document::text).toList();
  }

  private String nextForCrossEncoder() {
    return """
        Judge it on your own queries: ./seine up --set cross-encoder.model=%s, then ./seine eval DIR.
        Put it in place: set cross-encoder.model, and restart rank-queries from a savepoint."""
        .formatted(reference);
  }

  private String nextForBiEncoder() {
    return """
        Judge it on your own queries: ./seine up --dir FOLDER --set bi-encoder.model=%s, then ./seine eval DIR.
        Put it in place: its vectors can't stand beside those of another model, so an index is built for it."""
        .formatted(reference);
  }
}
