package io.seine.cli.bench.inference;

import io.seine.inference.BiEncoder;
import io.seine.inference.CrossEncoder;
import io.seine.inference.InferenceStatistics;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** One model on Seine's scheduler, beside other models of its kind. */
public final class ModelContender implements Contender {
  private final String name;
  private final String description;
  private final ReadingSet.Kind kind;
  private final InferenceStatistics statistics;
  private final Function<ReadingSet.Group, CompletableFuture<?>> reading;
  private ReadingSet set;

  private ModelContender(
      String name,
      String description,
      ReadingSet.Kind kind,
      InferenceStatistics statistics,
      Function<ReadingSet.Group, CompletableFuture<?>> reading) {
    this.name = name;
    this.description = description;
    this.kind = kind;
    this.statistics = statistics;
    this.reading = reading;
    this.set = new ReadingSet("", kind, List.of());
  }

  /** Whoever opened the model closes it. */
  public static ModelContender of(CrossEncoder model) {
    return new ModelContender(
        model.id(),
        "It is a cross-encoder; its hash is " + model.hash(),
        ReadingSet.Kind.PAIRS,
        model.statistics(),
        group -> model.read(group.query(), group.passages(), Long.MAX_VALUE).completion());
  }

  /** As {@link #of(CrossEncoder)}. */
  public static ModelContender of(BiEncoder model) {
    return new ModelContender(
        model.id(),
        "It is a bi-encoder of %d dimensions; its hash is %s"
            .formatted(model.dimension(), model.hash()),
        ReadingSet.Kind.TEXTS,
        model.statistics(),
        group -> model.embedDocuments(group.passages()));
  }

  @Override
  public String name() {
    return name;
  }

  /** What it is, and its hash as the jobs have it, in a sentence without its end. */
  public String description() {
    return description;
  }

  @Override
  public boolean reads(ReadingSet.Kind wanted) {
    return wanted == kind;
  }

  @Override
  public void load(ReadingSet wanted) {
    set = wanted;
  }

  @Override
  public long run() {
    long start = System.nanoTime();
    CompletableFuture.allOf(set.groups().stream().map(reading).toArray(CompletableFuture<?>[]::new))
        .join();
    return System.nanoTime() - start;
  }

  /** The mean length of what a set holds, as this model counts it. */
  public double meanTokens(ReadingSet wanted) {
    long runs = statistics.runs();
    long tokens = statistics.tokens();
    load(wanted);
    run();
    return (double) (statistics.tokens() - tokens) / (statistics.runs() - runs);
  }

  @Override
  public void close() {}
}
