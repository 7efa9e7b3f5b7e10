package io.seine.inference;

/** How the vectors of a text's tokens become the one vector of the text. */
public enum Pooling {
  /** The vector of the first token. */
  CLS {
    @Override
    float[] pool(float[] tokens, int count) {
      float[] pooled = new float[tokens.length / count];
      System.arraycopy(tokens, 0, pooled, 0, pooled.length);
      return pooled;
    }
  },
  /** The mean of the vectors of all tokens. */
  MEAN {
    @Override
    float[] pool(float[] tokens, int count) {
      float[] pooled = new float[tokens.length / count];
      for (int token = 0; token < count; token++) {
        for (int i = 0; i < pooled.length; i++) {
          pooled[i] += tokens[token * pooled.length + i];
        }
      }
      for (int i = 0; i < pooled.length; i++) {
        pooled[i] /= count;
      }
      return pooled;
    }
  };

  /**
   * @param tokens the vectors of the tokens, one after the other
   * @param count how many tokens there are
   */
  abstract float[] pool(float[] tokens, int count);
}
