package io.seine.job;

import java.net.URI;
import java.util.List;

/** The settings of where spans go. */
final class TracingOptions {
  static final Setting<String> ENDPOINT =
      new Setting<>(
          "tracing.otlp-endpoint",
          "",
          "the http or https URL of an OpenTelemetry collector such as http://localhost:4318, or empty",
          TracingOptions::endpoint);

  static final List<Setting<?>> ALL = List.of(ENDPOINT);

  private TracingOptions() {}

  private static String endpoint(String text) {
    if (text.contains("@")) {
      throw SettingsException.holdsSecret("tracing.otlp-endpoint");
    }
    if (!text.isEmpty()) {
      URI uri = URI.create(text);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!isHttp || uri.getHost() == null) {
        throw new IllegalArgumentException("not an http URL");
      }
    }
    return text;
  }
}
