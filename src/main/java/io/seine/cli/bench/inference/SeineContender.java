package io.seine.cli.bench.inference;

import io.seine.inference.BiEncoder;
import io.seine.inference.CrossEncoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Seine's own models on its scheduler, as the jobs use them: a query with all its candidates. */
final class SeineContender implements Contender {
  private final BiEncoder biEncoder;
  private final CrossEncoder crossEncoder;
  private ReadingSet set = new ReadingSet("", ReadingSet.Kind.TEXTS, List.of());

  /** Whoever opened the models closes them. */
  SeineContender(BiEncoder biEncoder, CrossEncoder crossEncoder) {
    this.biEncoder = biEncoder;
    this.crossEncoder = crossEncoder;
  }

  @Override
  public String name() {
    return "Seine";
  }

  @Override
  public boolean reads(ReadingSet.Kind kind) {
    return true;
  }

  @Override
  public void load(ReadingSet set) {
    this.set = set;
  }

  @Override
  public long run() {
    long start = System.nanoTime();
    CompletableFuture<?>[] all =
        set.groups().stream().map(this::read).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(all).join();
    return System.nanoTime() - start;
  }

  private CompletableFuture<?> read(ReadingSet.Group group) {
    return set.kind() == ReadingSet.Kind.TEXTS
        ? biEncoder.embedDocuments(group.passages())
        : crossEncoder.read(group.query(), group.passages(), Long.MAX_VALUE).completion();
  }

  @Override
  public void close() {}
}
