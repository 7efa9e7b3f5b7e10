package io.seine.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
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
   * Under which all settings are told once more, as an object of JSON. Flink hides the value of
   * every key that sounds like a secret's, such as opensearch.password or passages.max-tokens,
   * though it is a reference or a number.
   */
  private static final String ALL = "seine.settings";

  private static final ObjectMapper JSON = new ObjectMapper();

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
    told.put(ALL, JSON.valueToTree(told).toString());
    env.getConfig().setGlobalJobParameters(Configuration.fromMap(told));
  }

  /**
   * The settings that a job was started with.
   *
   * @param parameters what Flink says that the job told it; nothing hidden is missing, unless the
   *     job is of a version that told every setting by its key alone
   */
  public static Map<String, String> told(Map<String, String> parameters) {
    String all = parameters.get(ALL);
    if (all == null) {
      return parameters;
    }
    try {
      return JSON.readValue(all, new TypeReference<TreeMap<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new SettingsException("The job's %s are not those of Seine.".formatted(ALL), e);
    }
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
