package io.seine.inference;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one scheduler of this process and the models that run on it, shared by all who hold a lease
 * and closed with the last of them. The settings of the first lease hold until then: there is one
 * set of cores, and it cannot be granted twice.
 */
public final class InferenceRuntime {
  private static final Logger LOG = LoggerFactory.getLogger(InferenceRuntime.class);

  // Guarded by the class.
  private static @Nullable InferenceRuntime current;
  private static int leases;

  private final InferenceSettings settings;
  private final ModelStore store;
  private final InferenceScheduler scheduler;

  // Guarded by this.
  private final Map<ModelKey, BiEncoder> biEncoders = new HashMap<>();
  private final Map<ModelKey, CrossEncoder> crossEncoders = new HashMap<>();

  private record ModelKey(String hash, ModelSettings settings) {}

  private InferenceRuntime(InferenceSettings settings) {
    settings.provider().requireAvailable();
    this.settings = settings;
    this.store = new ModelStore(settings.modelCache(), InferenceRuntime::log);
    this.scheduler =
        new InferenceScheduler(
            settings.provider(),
            settings.cores(),
            settings.queryOrder(),
            settings.documentShare(),
            InstantSource.system());
  }

  /**
   * Joins the runtime of this process, or begins it. If it exists with other settings, those stay
   * and a warning is logged.
   *
   * @throws ModelException when the provider is not to be had
   */
  public static Lease acquire(InferenceSettings settings) {
    synchronized (InferenceRuntime.class) {
      InferenceRuntime runtime = current;
      if (runtime == null) {
        runtime = new InferenceRuntime(settings);
        current = runtime;
      } else if (!runtime.settings.equals(settings)) {
        LOG.warn(
            "Inference runs in this process already, with {}; these settings have no effect until"
                + " it ends: {}",
            runtime.settings,
            settings);
      }
      leases++;
      return new Lease(runtime);
    }
  }

  private synchronized BiEncoder biEncoder(String reference, ModelSettings overrides) {
    ModelDirectory directory = store.resolve(reference, overrides);
    return biEncoders.computeIfAbsent(
        new ModelKey(directory.hash(), overrides.orElse(directory.stated())),
        key -> {
          BiEncoder opened =
              BiEncoder.open(directory, overrides, scheduler, settings.rememberedQueries());
          logOpened(opened.id(), opened.hash());
          return opened;
        });
  }

  private synchronized CrossEncoder crossEncoder(String reference, ModelSettings overrides) {
    ModelDirectory directory = store.resolve(reference, overrides);
    return crossEncoders.computeIfAbsent(
        new ModelKey(directory.hash(), overrides.orElse(directory.stated())),
        key -> {
          CrossEncoder opened =
              CrossEncoder.open(directory, overrides, scheduler, settings.rememberedScores());
          logOpened(opened.id(), opened.hash());
          return opened;
        });
  }

  private void logOpened(String id, String hash) {
    LOG.info(
        "The model {} is loaded, on {} with {} workers; its hash is {}",
        id,
        settings.provider(),
        scheduler.workers(),
        hash);
  }

  private static void log(String label, long done, long total) {
    if (done == 0 || done == total) {
      LOG.info(
          "Fetching {}: {} of {} bytes", label, done, total < 0 ? "an unknown number of" : total);
    }
  }

  private synchronized void close() {
    // First the scheduler: no run is under way after that.
    scheduler.close();
    biEncoders.values().forEach(BiEncoder::close);
    crossEncoders.values().forEach(CrossEncoder::close);
  }

  /** One user's hold on the runtime. */
  public static final class Lease implements AutoCloseable {
    private final InferenceRuntime runtime;
    private boolean closed;

    private Lease(InferenceRuntime runtime) {
      this.runtime = runtime;
    }

    /** The cores and the queue in front of them. */
    public InferenceScheduler scheduler() {
      return runtime.scheduler;
    }

    /**
     * The model, loaded if nobody did before. It is closed with the runtime, not by its users.
     *
     * @throws ModelException when it cannot be had or used
     */
    public BiEncoder biEncoder(String reference, ModelSettings settings) {
      return open().biEncoder(reference, settings);
    }

    /** As {@link #biEncoder}. */
    public CrossEncoder crossEncoder(String reference, ModelSettings settings) {
      return open().crossEncoder(reference, settings);
    }

    private InferenceRuntime open() {
      synchronized (InferenceRuntime.class) {
        if (closed) {
          throw new IllegalStateException("this lease of the inference runtime is closed");
        }
        return runtime;
      }
    }

    @Override
    public void close() {
      synchronized (InferenceRuntime.class) {
        if (closed) {
          return;
        }
        closed = true;
        leases--;
        if (leases == 0) {
          current = null;
          runtime.close();
        }
      }
    }
  }
}
