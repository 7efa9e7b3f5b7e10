package io.seine.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.util.EnumSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What models run on, with ONNX Runtime's word for it. Whether runs are executed one by one or
 * several at once is a property of the provider, and nobody else's concern.
 */
public enum ExecutionProvider {
  /** Every core by itself, one run at a time: the fastest way there, and bit-exact. */
  CPU(OrtProvider.CPU, null),
  /** A GPU of NVIDIA's, which is idle unless it is given many runs at once. */
  CUDA(OrtProvider.CUDA, new BatchLimits(16_384, 128));

  /** One batch is tokenised while another is executed. */
  private static final int WORKERS_OF_A_DEVICE = 2;

  private final OrtProvider provider;
  private final @Nullable BatchLimits batchLimits;

  ExecutionProvider(OrtProvider provider, @Nullable BatchLimits batchLimits) {
    this.provider = provider;
    this.batchLimits = batchLimits;
  }

  /** How much is executed at once; null where that is always one run. */
  @Nullable BatchLimits batchLimits() {
    return batchLimits;
  }

  /** How many runs or batches go on at once, of so many cores granted. */
  int workers(int cores) {
    return batchLimits == null ? cores : WORKERS_OF_A_DEVICE;
  }

  /**
   * @throws ModelException when the ONNX Runtime of this process was built without it; the message
   *     says what to do
   */
  void requireAvailable() {
    requireAmong(OrtEnvironment.getAvailableProviders());
  }

  void requireAmong(EnumSet<OrtProvider> available) {
    if (!available.contains(provider)) {
      throw new ModelException(
          "inference.provider is '%s', and the ONNX Runtime here has only %s. Put onnxruntime_gpu of the same version into Flink's lib/ in place of onnxruntime, as docs/deploying.md says, or set inference.provider=cpu."
              .formatted(name().toLowerCase(Locale.ROOT), available));
    }
  }

  void addTo(OrtSession.SessionOptions options) throws OrtException {
    if (this == CUDA) {
      options.addCUDA();
    }
  }
}
