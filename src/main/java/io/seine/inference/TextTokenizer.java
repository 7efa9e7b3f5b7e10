package io.seine.inference;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Turns texts into the token ids that a model reads, by the rules of a tokenizer.json. Never pads.
 * Used by several threads at once: nothing in it changes after it is opened.
 */
final class TextTokenizer implements AutoCloseable {
  static {
    // The library would otherwise look for newer natives on the network, and count its users.
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
  }

  /**
   * What is longer than this many characters for each token that fits is tokenised from its
   * beginning only.
   */
  private static final int CHARACTERS_PER_TOKEN = 16;

  private static final int USUAL_CHARACTERS_PER_TOKEN = 4;

  private final HuggingFaceTokenizer tokenizer;
  private final int maxTokens;
  private final int specialTokens;

  /**
   * A text or a pair of texts as a model reads it.
   *
   * @param typeIds 1 for tokens of the second text, where the tokenizer tells them apart
   * @param truncated whether a text was too long and its end is missing
   */
  record Tokens(long[] ids, long[] typeIds, boolean truncated) {}

  private TextTokenizer(HuggingFaceTokenizer tokenizer, int maxTokens) {
    this.tokenizer = tokenizer;
    this.maxTokens = maxTokens;
    this.specialTokens = tokenizer.encode("", true, false).getIds().length;
  }

  /**
   * @param maxTokens the most tokens of one run, special tokens included
   */
  static TextTokenizer open(Path file, int maxTokens) {
    try (InputStream in = Files.newInputStream(file)) {
      // Cut here and not by the library, which fails when the first of a pair is too long already.
      return new TextTokenizer(
          HuggingFaceTokenizer.newInstance(in, Map.of("truncation", "false", "padding", "false")),
          maxTokens);
    } catch (IOException | RuntimeException e) {
      throw new ModelException("The tokenizer " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** How many tokens of a single text are read: the greatest length less the special tokens. */
  int room() {
    return maxTokens - specialTokens;
  }

  /**
   * About how many tokens a text or pair of so many characters is read as: enough to tell which are
   * of similar length.
   */
  int about(int characters) {
    return Math.min(maxTokens, specialTokens + characters / USUAL_CHARACTERS_PER_TOKEN);
  }

  /** The number of a text's tokens, without special ones. */
  int count(String text) {
    return tokenizer.encode(text, false, false).getIds().length;
  }

  /** The tokens of one text; its end is cut if it is too long. */
  Tokens encode(String text) {
    int length = Math.min(text.length(), maxTokens * CHARACTERS_PER_TOKEN);
    while (true) {
      Encoding encoding = tokenizer.encode(beginning(text, length), true, false);
      if (length == text.length() || fills(encoding)) {
        return cut(encoding);
      }
      length = longer(text, length);
    }
  }

  /**
   * The tokens of two texts as one input. If they are too long together, the end of the second is
   * cut; of the first only what goes beyond half the room.
   */
  Tokens encodePair(String first, String second) {
    return cut(tokenizer.encode(readable(first), readable(second), true, false));
  }

  /** So much of a text of a pair that the rest of it could not be read, whatever the other is. */
  String readable(String text) {
    int length = Math.min(text.length(), maxTokens * CHARACTERS_PER_TOKEN);
    while (length < text.length()) {
      String beginning = beginning(text, length);
      if (fills(tokenizer.encode(beginning, false, false))) {
        return beginning;
      }
      length = longer(text, length);
    }
    return text;
  }

  /** At most so many characters of a text, never half of one: that is another token. */
  private static String beginning(String text, int length) {
    boolean inPair = length < text.length() && Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, inPair ? length - 1 : length);
  }

  private static int longer(String text, int length) {
    return (int) Math.min(text.length(), 4L * length);
  }

  /**
   * Whether there are more tokens than are read, with one to spare: the last may be half a word.
   */
  private boolean fills(Encoding encoding) {
    return encoding.getIds().length > maxTokens + 1;
  }

  private Tokens cut(Encoding encoding) {
    long[] ids = encoding.getIds();
    long[] typeIds = encoding.getTypeIds();
    if (ids.length <= maxTokens) {
      return new Tokens(ids, typeIds, false);
    }
    long[] special = encoding.getSpecialTokenMask();
    long[] text = encoding.getSequenceIds();
    int[] lengths = new int[2];
    for (int i = 0; i < ids.length; i++) {
      if (special[i] == 0) {
        lengths[(int) text[i]]++;
      }
    }
    int room = maxTokens - (ids.length - lengths[0] - lengths[1]);
    int first =
        lengths[1] == 0 ? room : Math.min(lengths[0], Math.max(room / 2, room - lengths[1]));
    int[] left = {first, room - first};
    long[] cutIds = new long[maxTokens];
    long[] cutTypeIds = new long[maxTokens];
    int kept = 0;
    for (int i = 0; i < ids.length; i++) {
      if (special[i] == 1 || left[(int) text[i]]-- > 0) {
        cutIds[kept] = ids[i];
        cutTypeIds[kept] = typeIds[i];
        kept++;
      }
    }
    return new Tokens(cutIds, cutTypeIds, true);
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
