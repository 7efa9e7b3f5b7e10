package io.seine.cli.bench.recall;

import java.util.List;
import java.util.Random;

/**
 * Vectors that lie as a model's do: real ones, moved by noise that has their own spread in every
 * direction. So there can be as many as one likes without embedding as many texts.
 */
final class VectorSamples {
  /** Differences of so many vectors from the mean make up the noise of one. */
  private static final int DIFFERENCES = 32;

  private final List<float[]> real;
  private final float[] mean;
  private final Random random;

  /**
   * @param real vectors of length 1, at least one
   */
  VectorSamples(List<float[]> real, Random random) {
    this.real = real;
    this.random = random;
    this.mean = mean(real);
  }

  /** The mean of vectors. */
  static float[] mean(List<float[]> vectors) {
    float[] mean = new float[vectors.get(0).length];
    for (float[] vector : vectors) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / vectors.size();
      }
    }
    return mean;
  }

  /** One of the real vectors. */
  float[] any() {
    return real.get(random.nextInt(real.size()));
  }

  /**
   * A vector near to another, of length 1.
   *
   * @param noise how far, where 1 is as far as the real ones are from their mean
   */
  float[] near(float[] vector, double noise) {
    float[] moved = vector.clone();
    for (int j = 0; j < DIFFERENCES; j++) {
      float[] other = any();
      float weight = (float) (noise * random.nextGaussian() / Math.sqrt(DIFFERENCES));
      for (int i = 0; i < moved.length; i++) {
        moved[i] += weight * (other[i] - mean[i]);
      }
    }
    return normalised(moved);
  }

  /** The vector scaled to length 1. */
  static float[] normalised(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    float[] scaled = vector.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] /= (float) Math.sqrt(square);
    }
    return scaled;
  }
}
