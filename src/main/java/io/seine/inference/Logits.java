package io.seine.inference;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/** The logits of one reading as they arrive, written and read by different threads. */
final class Logits {
  private final AtomicLongArray bits;
  private volatile Runnable listener = () -> {};

  Logits(int size) {
    long[] unread = new long[size];
    Arrays.fill(unread, Double.doubleToLongBits(Double.NaN));
    this.bits = new AtomicLongArray(unread);
  }

  /** Has the listener run after each logit that is set from now on. */
  void onSet(Runnable listener) {
    this.listener = listener;
  }

  void set(int index, double logit) {
    bits.set(index, Double.doubleToLongBits(logit));
    listener.run();
  }

  double get(int index) {
    return Double.longBitsToDouble(bits.get(index));
  }
}
