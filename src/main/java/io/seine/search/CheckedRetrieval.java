package io.seine.search;

import io.seine.message.InvalidRecordException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Retrieval from an index that is known to be the right one, by filters that it can judge. */
public final class CheckedRetrieval {
  private final IndexWatch index;
  private final Retriever retriever;

  public CheckedRetrieval(IndexWatch index, Retriever retriever) {
    this.index = index;
    this.retriever = retriever;
  }

  /**
   * As {@link Retriever#retrieve}.
   *
   * @return completes exceptionally with {@link InvalidRecordException} when the filter is not of
   *     the index, which could not be said before OpenSearch had told what it declares
   */
  public CompletableFuture<List<Candidate>> retrieve(RetrievalRequest request) {
    IndexContents contents;
    try {
      contents = index.contents();
      contents.metadata().checkFilter(request.filter());
    } catch (InvalidRecordException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return retriever.retrieve(request, contents.vectors());
  }
}
