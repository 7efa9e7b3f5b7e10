package io.seine.inference;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What a model made of its latest inputs, so that the same input is not read twice. It is kept by
 * the very tokens that the model reads: a text that was changed is another input, and one that only
 * looks different (in the case of its letters, where the model knows none) is the same.
 * Thread-safe.
 */
final class Remembered<V> {
  private final @Nullable Cache<Key, V> cache;

  /** The first half of a SHA-256 sum: enough that no two inputs ever share one. */
  private record Key(long high, long low) {}

  /**
   * @param size how many inputs are kept at most: those that came most often and most lately
   *     (Einziger, Friedman and Manes, "TinyLFU", 2017); 0 for none
   */
  Remembered(int size) {
    this.cache = size == 0 ? null : Caffeine.newBuilder().maximumSize(size).build();
  }

  /** What was made of this input before, or null. */
  @Nullable V get(TextTokenizer.Tokens tokens) {
    return cache == null ? null : cache.getIfPresent(key(tokens));
  }

  void put(TextTokenizer.Tokens tokens, V value) {
    if (cache != null) {
      cache.put(key(tokens), value);
    }
  }

  private static Key key(TextTokenizer.Tokens tokens) {
    int length = tokens.ids().length;
    ByteBuffer bytes = ByteBuffer.allocate(2 * length * Long.BYTES);
    bytes.asLongBuffer().put(tokens.ids()).put(tokens.typeIds());
    MessageDigest digest = Sha256.digest("SHA-256");
    digest.update(bytes);
    ByteBuffer sum = ByteBuffer.wrap(digest.digest());
    return new Key(sum.getLong(), sum.getLong());
  }
}
