package io.seine.cli.bench.live;

import io.seine.cli.bench.load.BenchCorpus;
import io.seine.cli.bench.load.CorpusOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the benchmarks that start a whole Seine: what it holds, and its settings. */
public final class LiveOptions {
  @Mixin private CorpusOptions corpus = new CorpusOptions();

  @Option(
      names = "--documents",
      paramLabel = "N",
      description = "how many are indexed at most (default: ${DEFAULT-VALUE})")
  private int documents = 1_200;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "a setting of the jobs that stands above those in jobs/; may be repeated")
  private Map<String, String> overrides = new LinkedHashMap<>();

  /** How many documents are indexed at most. */
  public int documents() {
    return documents;
  }

  /** What is indexed and asked. */
  public BenchCorpus corpus() {
    return corpus.read(documents);
  }

  /**
   * The settings that differ from those in jobs/.
   *
   * @param own those of the benchmark, beneath what the command line says
   */
  public Map<String, String> settings(Map<String, String> own) {
    Map<String, String> settings = new LinkedHashMap<>(own);
    if (corpus.isBuiltIn()) {
      settings.put("index.metadata", "system:keyword,component:keyword");
    }
    settings.putAll(overrides);
    return settings;
  }
}
