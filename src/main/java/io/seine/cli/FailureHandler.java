package io.seine.cli;

import io.seine.access.KafkaFault;
import io.seine.access.SecretException;
import io.seine.cli.terminal.Cleanup;
import io.seine.cli.terminal.CommandException;
import io.seine.cli.terminal.Printable;
import io.seine.flink.FlinkRestException;
import io.seine.inference.ModelException;
import io.seine.job.SettingsException;
import io.seine.local.ClusterException;
import io.seine.search.FatalSearchException;
import io.seine.search.RefusedRequestException;
import io.seine.search.RetryableSearchException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * What a command says when it fails. What people can mend is said in a sentence; anything else is a
 * bug, and shows where.
 */
final class FailureHandler implements IExecutionExceptionHandler {
  /** Those of the layers beneath the command whose message is for people. */
  private static final Set<Class<? extends Exception>> SENTENCES =
      Set.of(
          ClusterException.class,
          FatalSearchException.class,
          FlinkRestException.class,
          ModelException.class,
          RefusedRequestException.class,
          RetryableSearchException.class,
          SecretException.class,
          SettingsException.class);

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    // What fails when the process was told to end fails because of that.
    if (!Cleanup.processEnds()) {
      command.getErr().println(Printable.block(explain(e)));
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static String explain(Exception e) {
    if (e instanceof CommandException || SENTENCES.contains(e.getClass())) {
      return String.valueOf(e.getMessage());
    }
    if (e instanceof FileSystemException file) {
      return explain(file);
    }
    if (e instanceof KafkaException) {
      return KafkaFault.explain(e);
    }
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace, true));
    return trace.toString().stripTrailing();
  }

  /** Java says of many of these no more than the name of the file. */
  private static String explain(FileSystemException e) {
    String why =
        e instanceof NoSuchFileException
            ? "there is no such file or folder"
            : e instanceof AccessDeniedException
                ? "it is not allowed"
                : Objects.requireNonNullElse(e.getReason(), e.getClass().getSimpleName());
    return "%s: %s.".formatted(e.getFile(), why);
  }
}
