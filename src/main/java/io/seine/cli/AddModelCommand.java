package io.seine.cli;

import io.seine.cli.models.JudgedSample;
import io.seine.cli.models.ModelExporter;
import io.seine.cli.models.OpenedModel;
import io.seine.cli.models.QualityTrial;
import io.seine.cli.models.SpeedTrial;
import io.seine.cli.options.ClusterOptions;
import io.seine.cli.options.OptionLimits;
import io.seine.cli.options.RoundsOption;
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
import io.seine.inference.UnexportedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code seine models add}: fetches a model, exports it where it has no ONNX file, sees that Seine
 * can use it and what for, and says how fast it is here beside the present one, and how good.
 */
@Command(
    name = "add",
    description =
        "fetch a model, export it if need be, check that it can be used, and compare its speed and quality with another's")
final class AddModelCommand implements Callable<Integer> {
  private static final String CROSS_ENCODER = "ms-marco-MiniLM-L-12-v2";
  private static final String BI_ENCODER = "bge-small-en-v1.5";

  @Spec private CommandSpec spec = CommandSpec.create();

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
      names = "--size",
      paramLabel = "N",
      description = "how many texts they read each time (default: ${DEFAULT-VALUE})")
  private int size = 50;

  @Option(
      names = "--int8",
      description = "where it has no ONNX file: make one of int8, faster on a CPU")
  private boolean int8;

  @Mixin private RoundsOption turns = new RoundsOption(3);
  @Mixin private JudgedSampleOptions judged = new JudgedSampleOptions();

  @Override
  public Integer call() throws Exception {
    // What is wrong with the options and the queries is seen before a model is fetched.
    int rounds = turns.rounds();
    OptionLimits.atLeast(spec, "--size", size, 1);
    JudgedSample sample = judged.sample();
    ModelSettings settings = new ModelSettings(onnxFile, pooling, null, null, null, null);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ModelStore store = new ModelStore(ModelStore.defaultCache(), new FetchLines(err::println));
    String usable = exported(store);
    ModelDirectory directory = store.resolve(usable, settings);
    if (int8 && usable.equals(reference)) {
      err.println(
          onnxFile == null
              ? "It has an ONNX file, so --int8 makes none: tools/optimise-model may make it faster."
              : "--int8 does nothing, since there is no export: --onnx-file names one of its files.");
    }
    out.printf("%s: its files are in %s%n", directory.id(), directory.path());
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
      OpenedModel added = OpenedModel.open(lease, usable, settings);
      out.println(added.contender().description());
      QualityTrial quality =
          sample == null
              ? null
              : new QualityTrial(
                  added,
                  sample,
                  judged.candidates(),
                  () -> lease.biEncoder(BI_ENCODER, ModelSettings.NONE));
      OpenedModel present = present(lease, added);
      SpeedTrial.Result speed =
          new SpeedTrial(rounds, size, cores, err::println)
              .run(added.contender(), present == null ? null : present.contender());
      out.println("\n" + speed.text() + "\n");
      out.println(
          quality == null
              ? "Is it as good? --eval DIR, or --eval built-in, compares the answers."
              : quality.run(present, speed.ratios()).text());
      out.println("\n" + next(added, usable));
      return 0;
    }
  }

  /** The reference, or the folder in which the model was exported where it has no ONNX file. */
  private String exported(ModelStore store) throws IOException, InterruptedException {
    UnexportedModel model = onnxFile != null ? null : store.unexported(reference).orElse(null);
    if (model == null) {
      return reference;
    }
    List<String> options = new ArrayList<>();
    if (int8) {
      options.add("--int8");
    }
    if (pooling != null) {
      options.addAll(List.of("--pooling", pooling.name().toLowerCase(Locale.ROOT)));
    }
    return new ModelExporter(
            ClusterOptions.home(),
            ModelStore.defaultCache().resolve("exported"),
            spec.commandLine().getErr()::println)
        .export(model, options)
        .toString();
  }

  /** What the model is compared with; nothing where that would be the model itself. */
  private @Nullable OpenedModel present(InferenceRuntime.Lease lease, OpenedModel added) {
    boolean crossEncoder = added instanceof OpenedModel.Cross;
    String other = against != null ? against : crossEncoder ? CROSS_ENCODER : BI_ENCODER;
    OpenedModel present = OpenedModel.open(lease, other, ModelSettings.NONE);
    if (present.hash().equals(added.hash())) {
      spec.commandLine()
          .getOut()
          .printf("It is %s itself; --against MODEL compares it with another.%n", other);
      return null;
    }
    if (present instanceof OpenedModel.Cross != crossEncoder) {
      throw new ModelException(
          "%s is %s: the two can't be compared."
              .formatted(
                  other, crossEncoder ? "no cross-encoder" : "a cross-encoder, and no bi-encoder"));
    }
    return present;
  }

  private String next(OpenedModel added, String usable) {
    boolean crossEncoder = added instanceof OpenedModel.Cross;
    String model = crossEncoder ? "cross-encoder" : "bi-encoder";
    String settings = said(model, crossEncoder);
    return crossEncoder
        ? """
          Judge it in a whole Seine: ./seine up --set cross-encoder.model=%s%s, then ./seine eval DIR.
          Put it in place: set cross-encoder.model%s, and restart rank-queries from a savepoint."""
            .formatted(usable, settings, settings.replace(" --set ", " and "))
        : """
          Judge it in a whole Seine: ./seine up --dir FOLDER --set bi-encoder.model=%s%s, then ./seine eval DIR.
          Put it in place: ./seine reindex --to %s%s, since its vectors can't stand beside those of another model."""
            .formatted(usable, settings, usable, settings);
  }

  /** What was said here of the model, as the settings that say it to the jobs. */
  private String said(String model, boolean crossEncoder) {
    StringBuilder settings = new StringBuilder();
    if (onnxFile != null) {
      settings.append(" --set %s.onnx-file=%s".formatted(model, onnxFile));
    }
    if (pooling != null && !crossEncoder) {
      settings.append(
          " --set %s.pooling=%s".formatted(model, pooling.name().toLowerCase(Locale.ROOT)));
    }
    return settings.toString();
  }
}
