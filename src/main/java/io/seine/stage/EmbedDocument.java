package io.seine.stage;

import io.seine.message.Document;
import io.seine.message.DocumentChange;
import io.seine.search.KnownDocument;
import io.seine.text.Headed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Gives a document its vectors: one of each passage under the title, and one of the whole. A
 * document of one passage needs only one, since both are the same text.
 *
 * <p>A vector that the index holds already is taken from there, if it was made of the same text by
 * the same model; only the others are made. None is needed for a change that the index holds a
 * later version than.
 */
public final class EmbedDocument implements Stage<PassagedChange, EmbeddedChange> {
  /**
   * For each token that a model reads, more characters than it stands for in ordinary text: what
   * follows cannot change the vector of the whole, and need not be tokenised.
   */
  private static final int CHARACTERS_PER_TOKEN = 32;

  /**
   * So many characters of the whole are given to a model that reads less of them, too: the key of
   * its vector would be another with fewer, and the vector would be made anew where the index holds
   * it.
   */
  private static final int LEAST_CHARACTERS = 16_384;

  /** Makes a vector of each text. */
  @FunctionalInterface
  public interface Embedder {
    CompletableFuture<List<float[]>> embed(List<String> texts);
  }

  /** Says what the index holds of a document, which may be expected to have so many vectors. */
  @FunctionalInterface
  public interface Lookup {
    /** Where nothing is to be known of any document. */
    Lookup NOTHING = (id, vectors) -> CompletableFuture.completedFuture(KnownDocument.NONE);

    CompletableFuture<KnownDocument> find(String id, int vectors);
  }

  private final Embedder embedder;
  private final String model;
  private final int maxTokens;
  private final VectorKeys keys;
  private final Lookup lookup;
  private final Predicate<String> tooLong;
  private final LongConsumer truncated;
  private final LongConsumer embedded;
  private final LongConsumer reused;

  /**
   * @param model tells the embedder apart from whatever makes other vectors of the same text
   * @param maxTokens how much of a text it reads
   * @param tooLong whether the bi-encoder would cut a text. No passage is such a text: they are
   *     made to fit. If one is all the same, the end of its document cannot be found, and this is
   *     counted.
   */
  public EmbedDocument(
      Embedder embedder,
      String model,
      int maxTokens,
      Lookup lookup,
      Predicate<String> tooLong,
      Telemetry telemetry) {
    this.embedder = embedder;
    this.model = model;
    this.maxTokens = maxTokens;
    this.keys = new VectorKeys(model + " " + maxTokens);
    this.lookup = lookup;
    this.tooLong = tooLong;
    this.truncated = telemetry.counter("truncated_documents");
    this.embedded = telemetry.counter("vectors", "origin", "embedded");
    this.reused = telemetry.counter("vectors", "origin", "reused");
  }

  @Override
  public CompletionStage<Outcome<EmbeddedChange>> apply(PassagedChange passaged) {
    if (!(passaged.change() instanceof DocumentChange.Upsert upsert)) {
      return CompletableFuture.completedFuture(
          Outcome.output(EmbeddedChange.withoutVectors(passaged.change(), false, model)));
    }
    List<String> texts = texts(passaged, maxTokens);
    List<String> textKeys = texts.stream().map(keys::of).toList();
    return lookup
        .find(upsert.id(), texts.size())
        .thenCompose(
            known -> {
              if (known.version() > upsert.version()) {
                return CompletableFuture.completedFuture(
                    Outcome.output(EmbeddedChange.withoutVectors(upsert, true, model)));
              }
              return vectors(texts, textKeys, known.vectors(), passaged.passages().size())
                  .thenApply(vectors -> Outcome.output(embedded(passaged, textKeys, vectors)));
            });
  }

  /** The vector of each key: those that are known, and those that have to be made. */
  private CompletableFuture<Map<String, float[]>> vectors(
      List<String> texts, List<String> textKeys, Map<String, float[]> known, int passages) {
    Map<String, float[]> vectors = new HashMap<>();
    // A passage that stands twice in a document is embedded once.
    Map<String, String> missing = new LinkedHashMap<>();
    boolean cut = false;
    for (int i = 0; i < texts.size(); i++) {
      String key = textKeys.get(i);
      float[] vector = known.get(key);
      if (vector != null) {
        vectors.put(key, vector);
      } else if (missing.put(key, texts.get(i)) == null && i < passages) {
        cut |= tooLong.test(texts.get(i));
      }
    }
    truncated.accept(cut ? 1 : 0);
    reused.accept(vectors.size());
    if (missing.isEmpty()) {
      return CompletableFuture.completedFuture(vectors);
    }
    return embedder
        .embed(List.copyOf(missing.values()))
        .thenApply(
            made -> {
              embedded.accept(made.size());
              int next = 0;
              for (String key : missing.keySet()) {
                vectors.put(key, made.get(next++));
              }
              return vectors;
            });
  }

  private EmbeddedChange embedded(
      PassagedChange passaged, List<String> textKeys, Map<String, float[]> vectors) {
    List<float[]> ordered = new ArrayList<>();
    for (String key : textKeys) {
      ordered.add(Objects.requireNonNull(vectors.get(key), key));
    }
    return new EmbeddedChange(
        passaged.change(),
        passaged.passages(),
        ordered.get(ordered.size() - 1),
        List.copyOf(ordered.subList(0, passaged.passages().size())),
        textKeys,
        false,
        model);
  }

  /**
   * The texts that a document's vectors are made of: its passages', and then that of the whole.
   *
   * @param maxTokens how much of a text is read
   */
  public static List<String> texts(PassagedChange passaged, int maxTokens) {
    List<String> texts = new ArrayList<>();
    passaged
        .passages()
        .forEach(passage -> texts.add(Headed.text(passaged.heading(), passage.text())));
    if (texts.size() > 1 && passaged.change() instanceof DocumentChange.Upsert upsert) {
      texts.add(whole(upsert.document(), maxTokens));
    }
    return texts;
  }

  private static String whole(Document document, int maxTokens) {
    String text = Headed.text(document.title(), document.text());
    long most = Math.max(LEAST_CHARACTERS, (long) maxTokens * CHARACTERS_PER_TOKEN);
    if (text.length() <= most) {
      return text;
    }
    int end = (int) most;
    // Never through the middle of a character: the tokenizer takes no half of one.
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
  }
}
