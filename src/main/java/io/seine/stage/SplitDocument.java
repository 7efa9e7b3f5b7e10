package io.seine.stage;

import io.seine.message.DocumentChange;
import io.seine.text.Passage;
import io.seine.text.PassageSplitter;
import io.seine.text.TokenCounter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Cuts the text of a document into passages. */
public final class SplitDocument implements Stage<DocumentChange, PassagedChange> {
  /**
   * A title takes at most this part of a passage's tokens; the rest of a longer one is left out.
   */
  private static final int TITLE_PART = 2;

  private final PassageSplitter passages;
  private final PassageSplitter headings;

  /**
   * @param words how many words a passage has at most, if its sentences allow it
   * @param maxTokens how many tokens a passage has at most under its title
   */
  public SplitDocument(int words, int maxTokens, TokenCounter tokens) {
    this.passages = new PassageSplitter(words, maxTokens, tokens);
    this.headings = new PassageSplitter(words, maxTokens / TITLE_PART, tokens);
  }

  @Override
  public CompletionStage<Outcome<PassagedChange>> apply(DocumentChange change) {
    return CompletableFuture.completedFuture(Outcome.output(split(change)));
  }

  /** The change with its passages. */
  public PassagedChange split(DocumentChange change) {
    if (!(change instanceof DocumentChange.Upsert upsert)) {
      return new PassagedChange(change, "", List.of());
    }
    List<Passage> titleParts = headings.split("", upsert.document().title());
    String heading = titleParts.isEmpty() ? "" : titleParts.get(0).text();
    List<Passage> parts = passages.split(heading, upsert.document().text());
    // A document that is only a title has one passage all the same: the empty one under it.
    return new PassagedChange(
        change, heading, parts.isEmpty() ? List.of(new Passage("", 0, 0)) : parts);
  }
}
