package io.seine.job;

import java.util.Map;
import java.util.TreeMap;

/**
 * The bi-encoder that a job is told to use.
 *
 * @param settings every {@code bi-encoder.} setting with its value; two jobs of the same ones make
 *     the same vectors
 */
public record BiEncoderChoice(Map<String, String> settings) {
  public BiEncoderChoice {
    settings = Map.copyOf(settings);
  }

  /** That of a job with these settings; what is not among them is at its default. */
  public static BiEncoderChoice of(Map<String, String> jobSettings) {
    Map<String, String> settings = new TreeMap<>();
    for (Setting<?> setting : ModelOptions.FOR_BI_ENCODER) {
      settings.put(setting.key(), jobSettings.getOrDefault(setting.key(), setting.defaultText()));
    }
    return new BiEncoderChoice(settings);
  }

  /** The model, as the settings name it. */
  public String model() {
    return String.valueOf(settings.get(ModelOptions.BI_ENCODER.key()));
  }

  /** The settings of a job, with this bi-encoder instead of its own. */
  public Map<String, String> in(Map<String, String> jobSettings) {
    Map<String, String> all = new TreeMap<>(jobSettings);
    all.putAll(settings);
    return all;
  }
}
