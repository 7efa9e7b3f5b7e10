package io.seine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedVectorsTest {
  @Test
  void everyBitOfAVectorComesBackUnderItsKey() {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    vectors.put("00112233445566778899aabbccddeeff", new float[] {0.1f, -0f, Float.MIN_VALUE});
    vectors.put("ffffffffffffffffffffffffffffffff", new float[] {Float.MAX_VALUE, 1e30f, -1});

    byte[] bytes = KeyedVectors.encode(vectors);

    assertThat(bytes).hasSize(4 + 2 * (16 + 3 * 4));
    Map<String, float[]> decoded = KeyedVectors.decode(bytes);
    assertThat(decoded).hasSameSizeAs(vectors);
    vectors.forEach((key, vector) -> assertThat(decoded.get(key)).isEqualTo(vector));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 5, 31, 33})
  void otherBytesAreRefused(int length) {
    byte[] bytes = new byte[length];
    // A dimension of three.
    if (length > 4) {
      bytes[3] = 3;
    }
    assertThatThrownBy(() -> KeyedVectors.decode(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(length + " bytes");
  }
}
