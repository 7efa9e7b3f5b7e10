package io.seine.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names vectors by all that they are made of, the model and the text: two with the same key are the
 * same. A key is the first half of a SHA-256 sum, as 32 hexadecimal digits: enough that no two ever
 * share one.
 */
final class VectorKeys {
  private static final int BYTES = 16;

  private final byte[] model;

  /**
   * @param model tells apart whatever makes different vectors of the same text
   */
  VectorKeys(String model) {
    this.model = (model + "\n").getBytes(UTF_8);
  }

  String of(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(model);
      digest.update(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
