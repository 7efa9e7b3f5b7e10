package io.seine.flink;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why something failed, in words, from the stack trace that Flink shows of it. */
final class FailureText {
  /** How a trace begins, and the message of an exception that only wraps another. */
  private static final Pattern THROWN =
      Pattern.compile("^((?:[a-z_][\\w$]*\\.)+[A-Z][\\w$]*)(?:: (.*))?$", Pattern.DOTALL);

  private static final String CAUSED_BY = "Caused by: ";
  private static final String SERVER_SIDE = "<Exception on server side:";

  /** What Seine's own exceptions say is written for the person who reads it. */
  private static final String OURS = "io.seine.";

  /** A failure of Flink's or Kafka's that says little of what to do, and words that do. */
  private record Known(Pattern sign, String words) {
    Known(String sign, String words) {
      this(Pattern.compile(sign), words);
    }
  }

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "Cannot map checkpoint/savepoint state for operator",
              "The savepoint does not fit: it has the state of an operator that this job lacks. It is a savepoint of another job."),
          new Known(
              "StateMigrationException|must not be incompatible",
              "The savepoint does not fit: this version of the job cannot read the state in it. Go back to the version that made it, or start without it."),
          new Known(
              "Cannot find checkpoint or savepoint file/directory '([^']*)'",
              "There is no savepoint at $1, as the JobManager sees it."),
          new Known(
              "Cannot find meta data file '[^']*' in directory '([^']*)'",
              "$1 holds no savepoint: it has no file _metadata."),
          new Known(
              "maximum parallelism \\((\\d+)\\)",
              "The parallelism is higher than the savepoint allows, which is $1."),
          new Known(
              "NoResourceAvailableException|Could not acquire the minimum required resources",
              "The cluster has not enough free slots."),
          new Known("(Kafka has no topic .+?\\. Create it\\.)", "$1"),
          new Known(
              "UnknownTopicOrPartitionException",
              "A topic that the settings name does not exist in Kafka. Create it."),
          new Known(
              "savepoint-dir] is not set",
              "The cluster has no execution.checkpointing.savepoint-dir: say where the savepoint goes."),
          new Known(
              "ClassNotFoundException: (io\\.seine\\.[\\w.]+)",
              "The class $1 is missing. Is the jar seine-jobs.jar, and are the jars of lib/ in Flink's lib/?"));

  private record Thrown(String type, String message) {}

  private FailureText() {}

  /** Whether the text is a stack trace. */
  static boolean isTrace(String text) {
    return text.contains("\tat ") || THROWN.matcher(text.strip()).matches();
  }

  /**
   * What the trace says: the first message of Seine's own in it, or what a failure that is known
   * means, or the deepest cause.
   */
  static String of(String trace) {
    List<Thrown> chain = chain(trace);
    for (Thrown thrown : chain) {
      if (thrown.type().startsWith(OURS) && !thrown.message().isBlank()) {
        return thrown.message().strip();
      }
    }
    for (Known known : KNOWN) {
      Matcher matcher = known.sign().matcher(trace);
      if (matcher.find()) {
        return matcher.groupCount() == 0
            ? known.words()
            : known.words().replace("$1", matcher.group(1));
      }
    }
    Thrown root = chain.get(chain.size() - 1);
    String type = root.type().substring(root.type().lastIndexOf('.') + 1);
    if (type.isEmpty()) {
      return root.message().strip();
    }
    return root.message().isBlank() ? type : type + ": " + root.message().strip();
  }

  /** The exception and its causes, the outermost first; never empty. */
  private static List<Thrown> chain(String trace) {
    List<Thrown> chain = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    for (String line : trace.lines().toList()) {
      String stripped = line.strip();
      boolean frame = stripped.startsWith("at ") || stripped.matches("\\.\\.\\. \\d+ more");
      boolean next = stripped.startsWith(CAUSED_BY);
      if ((frame || next) && !current.isEmpty()) {
        unwrap(current.toString(), chain);
        current.setLength(0);
      }
      if (next) {
        current.append(stripped.substring(CAUSED_BY.length()));
      } else if (!frame && !stripped.isEmpty() && !stripped.startsWith("End of exception")) {
        current.append(current.isEmpty() ? "" : System.lineSeparator()).append(stripped);
      }
    }
    if (!current.isEmpty() || chain.isEmpty()) {
      unwrap(current.toString(), chain);
    }
    return chain;
  }

  /** Adds what was thrown, and what its message says that it wraps. */
  private static void unwrap(String text, List<Thrown> chain) {
    String rest =
        text.startsWith(SERVER_SIDE) ? text.substring(SERVER_SIDE.length()).strip() : text;
    Matcher matcher = THROWN.matcher(rest);
    if (!matcher.matches()) {
      chain.add(new Thrown("", rest));
      return;
    }
    String message = matcher.group(2) == null ? "" : matcher.group(2);
    if (THROWN.matcher(message).matches()) {
      unwrap(message, chain);
    } else {
      chain.add(new Thrown(matcher.group(1), message));
    }
  }
}
