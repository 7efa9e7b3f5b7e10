package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Flink's Prometheus reporter says at one moment.
 *
 * @param types of the metrics by their names, as Prometheus calls them
 */
record Scrape(Map<String, String> types, List<Sample> samples) {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([^{\\s]+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /** A value of a metric. */
  record Sample(String name, Map<String, String> labels, double value) {}

  static Scrape of(String url) throws IOException {
    Map<String, String> types = new HashMap<>();
    List<Sample> samples = new ArrayList<>();
    try (InputStream body = URI.create(url).toURL().openStream()) {
      for (String line : new String(body.readAllBytes(), UTF_8).lines().toList()) {
        Matcher type = TYPE.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (type.matches()) {
          types.put(type.group(1), type.group(2));
        } else if (!line.startsWith("#") && sample.matches()) {
          Map<String, String> labels = new HashMap<>();
          if (sample.group(2) != null) {
            LABEL
                .matcher(sample.group(2))
                .results()
                .forEach(l -> labels.put(l.group(1), l.group(2)));
          }
          samples.add(new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3))));
        }
      }
    }
    return new Scrape(types, samples);
  }

  /** The samples of a metric. */
  List<Sample> of(String name, String label, String value) {
    return samples.stream()
        .filter(s -> s.name().equals(name) && value.equals(s.labels().get(label)))
        .toList();
  }
}
