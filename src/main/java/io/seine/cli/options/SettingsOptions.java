package io.seine.cli.options;

import io.seine.job.Setting;
import io.seine.job.Settings;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that give a job its settings: a file of this machine, over it this machine's
 * environment, over both what the command line says.
 */
public final class SettingsOptions {
  @Option(
      names = "--properties",
      paramLabel = "FILE",
      description = "a job.properties on this machine (default: the one in jobs/)")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "a setting that stands above the file and the environment; may be repeated")
  private Map<String, String> overrides = new LinkedHashMap<>();

  /** The file that the settings are read from. */
  public Path file(String job) {
    return file == null
        ? ClusterOptions.home().resolve("jobs").resolve(job).resolve("job.properties")
        : file;
  }

  /**
   * The settings of a job, checked.
   *
   * @throws io.seine.job.SettingsException when a key is unknown or a value not allowed
   */
  public Settings read(String job, Collection<Setting<?>> known) {
    Map<String, String> values = new TreeMap<>(Settings.load(file(job)));
    values.putAll(said(known));
    return Settings.of(values, known);
  }

  /**
   * What the job has to be told when it reads its settings on another machine. What the file
   * repeats of the defaults is left out: there the environment may say otherwise.
   */
  public Map<String, String> toSend(String job, Collection<Setting<?>> known) {
    Map<String, String> values = read(job, known).changed(known);
    values.putAll(said(known));
    return values;
  }

  private Map<String, String> said(Collection<Setting<?>> known) {
    Map<String, String> values = Settings.fromEnvironment(System.getenv(), known);
    values.putAll(overrides);
    return values;
  }
}
