package io.seine.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What the main classes of the jobs have in common. */
public final class Job {
  /** The setting that says which index a job belongs to; every job tells Flink of it. */
  public static final String ALIAS = SearchOptions.ALIAS.key();

  /**
   * How often to checkpoint, in milliseconds, on a cluster that does not say: without checkpoints
   * nothing that is acknowledged would be safe.
   */
  private static final long CHECKPOINT_INTERVAL_MILLIS = 10_000;

  private Job() {}

  /** All settings of a job, in the order in which they are given. */
  @SafeVarargs
  static List<Setting<?>> settings(Collection<? extends Setting<?>>... groups) {
    List<Setting<?>> all = new ArrayList<>();
    for (Collection<? extends Setting<?>> group : groups) {
      all.addAll(group);
    }
    return List.copyOf(all);
  }

  /**
   * Tells whoever asks Flink for the job what it was started with. Settings hold no secrets, only
   * references to them.
   */
  static void tell(
      StreamExecutionEnvironment env, Settings settings, Collection<Setting<?>> known) {
    Map<String, String> told = new TreeMap<>(settings.changed(known));
    told.put(ALIAS, settings.get(SearchOptions.ALIAS));
    env.getConfig().setGlobalJobParameters(Configuration.fromMap(told));
  }

  /** Reads the settings, builds the graph and submits it. */
  static void run(
      String name,
      String[] arguments,
      Collection<Setting<?>> known,
      BiConsumer<StreamExecutionEnvironment, Settings> build)
      throws Exception {
    Settings settings = Settings.read(arguments, System.getenv(), known);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    if (!env.getCheckpointConfig().isCheckpointingEnabled()) {
      env.enableCheckpointing(CHECKPOINT_INTERVAL_MILLIS);
    }
    build.accept(env, settings);
    env.execute(name);
  }
}
