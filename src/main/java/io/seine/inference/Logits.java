package io.seine.inference;

import java.util.concurrent.atomic.AtomicLongArray;

/** The logits of one reading as they arrive, written and read by different threads. */
final class Logits {
  private final AtomicLongArray bits;

  Logits(int size) {
    this.bits = new AtomicLongArray(size);
    for (int i = 0; i < size; i++) {
      set(i, Double.NaN);
    }
  }

  void set(int index, double logit) {
    bits.set(index, Double.doubleToLongBits(logit));
  }

  double get(int index) {
    return Double.longBitsToDouble(bits.get(index));
  }
}
