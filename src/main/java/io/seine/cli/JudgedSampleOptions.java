package io.seine.cli;

import io.seine.cli.evaluation.JudgedCollection;
import io.seine.cli.input.InputException;
import io.seine.cli.models.JudgedSample;
import io.seine.cli.options.OptionLimits;
import io.seine.cli.options.SplitOption;
import io.seine.cli.terminal.Printable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say on which judged queries models are compared. */
final class JudgedSampleOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--eval",
      paramLabel = "DIR",
      description =
          "compare the quality, too: on a BEIR folder (corpus.jsonl, queries.jsonl, qrels/test.tsv), or \"built-in\" for the built-in corpus and its questions; with --candidates also a file of judgements")
  private @Nullable String source;

  @Mixin private SplitOption split = new SplitOption();

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "only the first N in the order of the judgements (default: ${DEFAULT-VALUE})")
  private int queries = 100;

  @Option(
      names = "--documents",
      paramLabel = "N",
      description = "embed so many: those judged, and others by chance (default: ${DEFAULT-VALUE})")
  private int documents = 1200;

  @Option(
      names = "--candidates",
      paramLabel = "FILE",
      description =
          "what cross-encoders read: candidates that ./seine eval --candidates wrote; else those nearest by the default bi-encoder are found first")
  private @Nullable Path candidates;

  /**
   * The queries, and the documents where there is no file of candidates; null where no quality is
   * asked for.
   */
  @Nullable JudgedSample sample() {
    OptionLimits.atLeast(command, "--queries", queries, 1);
    OptionLimits.atLeast(command, "--documents", documents, 1);
    if (source == null) {
      if (candidates != null) {
        throw new InputException(
            "--candidates says what is read, and there is no --eval to say what is relevant.");
      }
      return null;
    }
    JudgedCollection collection = JudgedCollection.open(Path.of(source), split.name());
    if (candidates != null) {
      return JudgedSample.queriesOf(collection, queries);
    }
    if (!collection.hasDocuments()) {
      throw new InputException(
          source
              + " has judgements and no documents: give a BEIR folder, or --candidates with what ./seine eval --candidates wrote.");
    }
    return JudgedSample.of(
        collection,
        queries,
        documents,
        problem -> command.commandLine().getErr().println(Printable.line(problem)));
  }

  @Nullable Path candidates() {
    return candidates;
  }
}
