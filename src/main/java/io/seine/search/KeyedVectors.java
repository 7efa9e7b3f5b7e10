package io.seine.search;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Vectors of one dimension in bytes, each behind its key: the dimension as an int, then key and
 * floats of each vector, all big-endian.
 */
final class KeyedVectors {
  /** A key is so many bytes, and twice as many hexadecimal digits. */
  private static final int KEY_BYTES = 16;

  private static final HexFormat HEX = HexFormat.of();

  private KeyedVectors() {}

  /**
   * @param vectors at least one
   */
  static byte[] encode(Map<String, float[]> vectors) {
    int dimension = vectors.values().iterator().next().length;
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(Integer.BYTES + vectors.size() * size(dimension)));
    bytes.putInt(dimension);
    vectors.forEach(
        (key, vector) -> {
          bytes.put(HEX.parseHex(key));
          for (float value : vector) {
            bytes.putFloat(value);
          }
        });
    return bytes.array();
  }

  /**
   * @throws IllegalArgumentException when these are no bytes of {@link #encode}
   */
  static Map<String, float[]> decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int dimension = bytes.length < Integer.BYTES ? 0 : buffer.getInt();
    if (dimension < 1 || buffer.remaining() % size(dimension) != 0) {
      throw new IllegalArgumentException(bytes.length + " bytes are no vectors with their keys");
    }
    Map<String, float[]> vectors = new LinkedHashMap<>();
    byte[] key = new byte[KEY_BYTES];
    while (buffer.hasRemaining()) {
      buffer.get(key);
      float[] vector = new float[dimension];
      for (int i = 0; i < dimension; i++) {
        vector[i] = buffer.getFloat();
      }
      vectors.put(HEX.formatHex(key), vector);
    }
    return vectors;
  }

  private static long size(int dimension) {
    return KEY_BYTES + (long) dimension * Float.BYTES;
  }
}
