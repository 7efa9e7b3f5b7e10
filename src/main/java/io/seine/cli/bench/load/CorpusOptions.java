package io.seine.cli.bench.load;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says whose documents and queries a benchmark uses. */
public final class CorpusOptions {
  @Option(
      names = "--beir",
      paramLabel = "DIR",
      description = "documents and queries of a BEIR folder, not the built-in ones")
  private @Nullable Path beir;

  /** Whether the built-in documents are used, with their metadata. */
  public boolean isBuiltIn() {
    return beir == null;
  }

  /**
   * What the benchmark uses.
   *
   * @param most how many documents at most
   */
  public BenchCorpus read(int most) {
    return BenchCorpus.of(beir, most);
  }
}
