package io.seine.stage;

import io.seine.message.DeadLetter;
import io.seine.message.DocumentChange;
import io.seine.message.ErrorCode;
import io.seine.text.Passage;
import io.seine.text.PassageSplitter;
import io.seine.text.TokenCounter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Cuts the text of a document into passages. One that has more than the index takes of a document
 * becomes a dead letter, before hours are spent on embedding it.
 */
public final class SplitDocument implements Stage<DocumentChange, PassagedChange> {
  private static final String NAME = "split-documents";

  /**
   * A title takes at most this part of a passage's tokens; the rest of a longer one is left out.
   */
  private static final int TITLE_PART = 2;

  private final PassageSplitter passages;
  private final PassageSplitter headings;

  private final int maxPassages;

  /**
   * @param words how many words a passage has at most, if its sentences allow it
   * @param overlap how many words a passage has in common with the one before, at most
   * @param maxTokens how many tokens a passage has at most under its title
   * @param maxPassages how many passages a document has at most
   */
  public SplitDocument(
      int words, int overlap, int maxTokens, int maxPassages, TokenCounter tokens) {
    this.passages = new PassageSplitter(words, overlap, maxTokens, tokens);
    this.headings = new PassageSplitter(words, 0, maxTokens / TITLE_PART, tokens);
    this.maxPassages = maxPassages;
  }

  @Override
  public CompletionStage<Outcome<PassagedChange>> apply(DocumentChange change) {
    PassagedChange passaged = split(change);
    int count = passaged.passages().size();
    return CompletableFuture.completedFuture(
        count > maxPassages
            ? Outcome.rejected(
                new DeadLetter(
                    change.source(), ErrorCode.TOO_LARGE, tooMany(count), NAME, change.id()))
            : Outcome.output(passaged));
  }

  private String tooMany(int count) {
    return String.format(
        Locale.ROOT,
        "The document has %,d passages; the index takes %,d of one document. Publish it in parts, or raise passages.words.",
        count,
        maxPassages);
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
