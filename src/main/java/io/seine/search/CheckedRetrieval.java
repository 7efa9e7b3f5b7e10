package io.seine.search;

import io.seine.message.InvalidRecordException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Retrieval from an index that is known to be the right one, by filters that it can judge. */
public final class CheckedRetrieval {
  private final IndexWatch index;
  private final Retriever retriever;

  public CheckedRetrieval(IndexWatch index, Retriever retriever) {
    this.index = index;
    this.retriever = retriever;
  }

  /** As {@link Retriever#retrieve}. */
  public CompletableFuture<List<Candidate>> retrieve(RetrievalRequest request) {
    try {
      index.metadata().checkFilter(request.filter());
    } catch (InvalidRecordException e) {
      return CompletableFuture.failedFuture(
          new RefusedRequestException(Objects.requireNonNullElse(e.getMessage(), "")));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return retriever.retrieve(request);
  }
}
