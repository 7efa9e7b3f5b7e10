package io.seine.stage;

import io.seine.message.Document;
import io.seine.message.DocumentChange;
import io.seine.text.Headed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Makes the vectors of a document: one of each passage under the title, and one of the whole. A
 * document of one passage needs only one, since both are the same text.
 */
public final class EmbedDocument implements Stage<PassagedChange, EmbeddedChange> {
  /**
   * More characters than the tokens of any model's input stand for in ordinary text: what follows
   * cannot change the vector of the whole, and need not be tokenised.
   */
  private static final int WHOLE_CHARACTERS = 16_384;

  /** Makes a vector of each text. */
  @FunctionalInterface
  public interface Embedder {
    CompletableFuture<List<float[]>> embed(List<String> texts);
  }

  private final Embedder embedder;
  private final String model;
  private final Predicate<String> tooLong;
  private final LongConsumer truncated;

  /**
   * @param model tells the embedder apart from whatever makes other vectors of the same text
   * @param tooLong whether the bi-encoder would cut a text. No passage is such a text: they are
   *     made to fit. If one is all the same, the end of its document cannot be found, and this is
   *     counted.
   */
  public EmbedDocument(
      Embedder embedder, String model, Predicate<String> tooLong, Telemetry telemetry) {
    this.embedder = embedder;
    this.model = model;
    this.tooLong = tooLong;
    this.truncated = telemetry.counter("truncated_documents");
  }

  @Override
  public CompletionStage<Outcome<EmbeddedChange>> apply(PassagedChange passaged) {
    if (!(passaged.change() instanceof DocumentChange.Upsert upsert)) {
      return CompletableFuture.completedFuture(
          Outcome.output(
              new EmbeddedChange(passaged.change(), List.of(), new float[0], List.of(), null)));
    }
    List<String> texts = new ArrayList<>();
    passaged
        .passages()
        .forEach(passage -> texts.add(Headed.text(passaged.heading(), passage.text())));
    if (texts.stream().anyMatch(tooLong)) {
      truncated.accept(1);
    }
    int passages = texts.size();
    if (passages > 1) {
      texts.add(whole(upsert.document()));
    }
    return embedder
        .embed(texts)
        .thenApply(
            vectors ->
                Outcome.output(
                    new EmbeddedChange(
                        passaged.change(),
                        passaged.passages(),
                        vectors.get(vectors.size() - 1),
                        List.copyOf(vectors.subList(0, passages)),
                        model)));
  }

  private static String whole(Document document) {
    String text = Headed.text(document.title(), document.text());
    if (text.length() <= WHOLE_CHARACTERS) {
      return text;
    }
    // Never through the middle of a character: the tokenizer takes no half of one.
    boolean inPair = Character.isHighSurrogate(text.charAt(WHOLE_CHARACTERS - 1));
    return text.substring(0, inPair ? WHOLE_CHARACTERS - 1 : WHOLE_CHARACTERS);
  }
}
