package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.SeineCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an operator types, and what the commands answer, written down as it happens: this is where
 * the output in docs/upgrade.md comes from. Addresses and folders of the test's machine become the
 * names that an operator would have for them.
 */
final class Runbook implements AutoCloseable {
  private static final Pattern SAVEPOINT = Pattern.compile("Its savepoint is (\\S+)");
  private static final Pattern SUBMITTED = Pattern.compile("Submitted \\S+: (\\S+)");

  private final Path file;
  private final String flinkUrl;
  private final StringBuilder transcript = new StringBuilder();
  private final Map<String, String> names = new LinkedHashMap<>();

  /**
   * @param file that the transcript is written to
   */
  Runbook(Path file, String flinkUrl) {
    this.file = file;
    this.flinkUrl = flinkUrl;
    names.put(flinkUrl, "http://jobmanager:8081");
  }

  String flinkUrl() {
    return flinkUrl;
  }

  /** In the transcript, this text of the test's machine becomes that one. */
  void name(String text, String inTranscript) {
    names.put(text, inTranscript);
  }

  void step(String title) {
    transcript.append("\n## ").append(title).append("\n\n");
  }

  /** Runs a command that speaks to the cluster, and has to succeed. */
  String seine(String... arguments) {
    SeineCommand.Ran ran = run(withFlink(arguments));
    assertThat(ran.status()).as(ran.output() + ran.errors()).isZero();
    return ran.output();
  }

  /** Runs a command that speaks to the cluster, and has to fail; returns what it says. */
  String refused(String... arguments) {
    SeineCommand.Ran ran = run(withFlink(arguments));
    assertThat(ran.status()).as(ran.output() + ran.errors()).isEqualTo(1);
    assertThat(ran.errors()).doesNotContain("\tat ");
    return ran.output() + ran.errors();
  }

  /** Stops a job, and returns its savepoint's path. */
  String stop(String job, String directory) {
    return first(SAVEPOINT, seine("stop", job, "--savepoint", directory));
  }

  /** Runs a command that does not speak to Flink, and has to succeed. */
  void local(String... arguments) {
    SeineCommand.Ran ran = run(arguments);
    assertThat(ran.status()).as(ran.output() + ran.errors()).isZero();
  }

  /** The id of the job that a submission's output tells of. */
  static String jobId(String output) {
    return first(SUBMITTED, output);
  }

  private String[] withFlink(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--flink";
    all[arguments.length + 1] = flinkUrl;
    return all;
  }

  private SeineCommand.Ran run(String... arguments) {
    SeineCommand.Ran ran = SeineCommand.run(arguments);
    transcript.append("$ ./seine ").append(String.join(" ", List.of(arguments))).append('\n');
    transcript.append(ran.output()).append(ran.errors()).append('\n');
    return ran;
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  @Override
  public void close() throws IOException {
    String text = transcript.toString();
    for (Map.Entry<String, String> name : names.entrySet()) {
      text = text.replace(name.getKey(), name.getValue());
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, UTF_8);
  }
}
