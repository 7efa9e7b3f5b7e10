package io.seine.cli.operations;

import io.seine.cli.options.SettingsOptions;
import io.seine.cli.terminal.ShellWord;
import io.seine.flink.FlinkRest;
import io.seine.flink.FlinkRest.FlinkJob;
import io.seine.flink.FlinkRestException;
import io.seine.job.Job;
import io.seine.job.Settings;
import io.seine.job.SettingsException;
import io.seine.job.SubmittedJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command that a job goes on with from a savepoint or checkpoint, with the settings that it ran
 * with. References to secrets stay references.
 */
public final class Resumption {
  /** More than these nobody reads, and they are in a file anyway. */
  private static final int MOST_SETTINGS = 20;

  /** What Flink shows in the place of a value that it hides. */
  private static final String HIDDEN = "******";

  private static final String WITH_ITS_FILE =
      "Give it the same --properties and --set as when it was submitted: ";

  private final String url;
  private final @Nullable SubmittedJob job;
  private final int parallelism;
  private final Optional<Map<String, String>> settings;

  private Resumption(
      String url,
      @Nullable SubmittedJob job,
      int parallelism,
      Optional<Map<String, String>> settings) {
    this.url = url;
    this.job = job;
    this.parallelism = parallelism;
    this.settings = settings;
  }

  /** Asks the cluster what a job was started with. */
  public static Resumption of(FlinkRest flink, FlinkJob running) {
    SubmittedJob job = SubmittedJob.named(running.name()).orElse(null);
    try {
      return new Resumption(
          flink.url(),
          job,
          flink.parallelism(running.id()),
          job == null ? Optional.empty() : settings(job, flink.settings(running.id())));
    } catch (FlinkRestException e) {
      // The job can be stopped all the same.
      return new Resumption(flink.url(), job, 0, Optional.empty());
    }
  }

  /** What {@code submit} has to be told; nothing where the job does not tell what it ran with. */
  private static Optional<Map<String, String>> settings(
      SubmittedJob job, Map<String, String> parameters) {
    Map<String, String> settings = new TreeMap<>(Job.told(parameters));
    if (!settings.containsKey(Job.ALIAS) || settings.containsValue(HIDDEN)) {
      return Optional.empty();
    }
    // The alias is told at its default, too.
    Settings.defaultOf(Job.ALIAS, job.settings())
        .ifPresent(standard -> settings.remove(Job.ALIAS, standard));
    // What the file and the environment say here would hold where the job had the default.
    for (String key : setHere(job)) {
      Settings.defaultOf(key, job.settings())
          .ifPresent(standard -> settings.putIfAbsent(key, standard));
    }
    return Optional.of(settings);
  }

  private static Iterable<String> setHere(SubmittedJob job) {
    try {
      return new SettingsOptions().toSend(job.name(), job.settings()).keySet();
    } catch (SettingsException e) {
      return List.of();
    }
  }

  /**
   * The command, in lines, and what else has to be known.
   *
   * @param path of the savepoint or checkpoint
   */
  public List<String> from(String path) {
    if (job == null) {
      return List.of("  flink run --fromSavepoint %s …".formatted(ShellWord.of(path)));
    }
    String command =
        "  ./seine submit %s --flink %s --from-savepoint %s%s"
            .formatted(
                job.name(),
                ShellWord.of(url),
                ShellWord.of(path),
                parallelism == 0 ? "" : " --parallelism " + parallelism);
    if (settings.isEmpty()) {
      return List.of(
          command, WITH_ITS_FILE + "it is of a version of Seine that does not tell its settings.");
    }
    Map<String, String> said = settings.get();
    if (said.size() > MOST_SETTINGS) {
      return List.of(
          command,
          WITH_ITS_FILE + "%d of its settings are not the defaults.".formatted(said.size()));
    }
    if (said.values().stream().anyMatch(value -> value.chars().anyMatch(Character::isISOControl))) {
      return List.of(command, WITH_ITS_FILE + "a value among them does not fit in a line.");
    }
    return List.of(
        said.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue())
            .map(setting -> " \\%n    --set %s".formatted(ShellWord.of(setting)))
            .collect(Collectors.joining("", command, "")));
  }
}
