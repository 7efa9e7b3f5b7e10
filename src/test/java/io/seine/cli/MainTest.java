package io.seine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.terminal.CommandException;
import io.seine.search.FatalSearchException;
import io.seine.search.RefusedRequestException;
import io.seine.search.RetryableSearchException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {
  static Stream<List<String>> commands() {
    List<List<String>> commands = new ArrayList<>();
    collect(Main.commandLine(), List.of(), commands);
    return commands.stream();
  }

  private static void collect(CommandLine command, List<String> path, List<List<String>> commands) {
    commands.add(path);
    // An alias is a second name of the same command.
    for (CommandLine subcommand : Set.copyOf(command.getSubcommands().values())) {
      List<String> below = new ArrayList<>(path);
      below.add(subcommand.getCommandName());
      collect(subcommand, below, commands);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandSaysHowItIsCalled(List<String> path) {
    List<String> arguments = new ArrayList<>(path);
    arguments.add("--help");
    SeineCommand.Ran ran = SeineCommand.run(arguments.toArray(String[]::new));
    assertThat(ran.status()).isZero();
    assertThat(ran.output())
        .startsWith("Usage: seine" + (path.isEmpty() ? "" : " " + String.join(" ", path)));
  }

  @Test
  void whatIsWrongWithTheArgumentsIsNotBuriedUnderTheUsage() {
    assertThat(SeineCommand.run("publish", "docs", "--flnk", "x").errors().lines())
        .hasSize(2)
        .startsWith("Unknown options: '--flnk', 'x'")
        .endsWith("See ./seine publish --help");
    assertThat(SeineCommand.run("publish", "docs", "--bootstap", "x").errors())
        .contains("Possible solutions: --bootstrap");
    assertThat(SeineCommand.run("serch", "why").errors())
        .contains("Did you mean: seine search")
        .doesNotContain("Usage:");
    assertThat(SeineCommand.run("submit", "rank-queries", "--set", "queries.k").errors().lines())
        .containsExactly(
            "Value for option '--set' (KEY=VALUE) should be in KEY=VALUE format but was queries.k",
            "See ./seine submit --help");
    assertThat(SeineCommand.run("stop", "a", "b").errors().lines())
        .containsExactly("One argument too many: 'b'", "See ./seine stop --help");
  }

  @Test
  void whereACommandIsMissingThereIsTheListOfThem() {
    SeineCommand.Ran ran = SeineCommand.run("models");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.errors()).startsWith("Missing required subcommand").contains("fetch", "add");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noHelpShowsTheNameOfAType(List<String> path) {
    List<String> arguments = new ArrayList<>(path);
    arguments.add("--help");
    assertThat(SeineCommand.run(arguments.toArray(String[]::new)).output())
        .doesNotContain("<String");
  }

  @Test
  void whatKeepsACommandFromItsWorkIsSaidInASentenceAndABugShowsWhere() throws Exception {
    assertThat(said(new CommandException("There is nothing to do.") {}))
        .isEqualTo("There is nothing to do." + System.lineSeparator());
    assertThat(said(new IllegalStateException("odd")))
        .startsWith("java.lang.IllegalStateException: odd\n\tat io.seine.cli.MainTest.");
  }

  @Test
  void whatOpenSearchDoesNotDoIsSaidInASentence() throws Exception {
    List<RuntimeException> failures =
        List.of(
            new FatalSearchException("The index is missing."),
            new RetryableSearchException("OpenSearch gave no answer.", null),
            new RefusedRequestException("OpenSearch refused it."));
    for (RuntimeException failure : failures) {
      assertThat(said(failure)).isEqualTo(failure.getMessage() + System.lineSeparator());
    }
  }

  @Test
  void whatAnErrorRepeatsOfARecordGivesTheTerminalNoOrders() throws Exception {
    assertThat(said(new RefusedRequestException("It said: \u001b[2J\nand\rmore")))
        .isEqualTo("It said: \\u001b[2J\nand\\u000dmore" + System.lineSeparator());
  }

  @Test
  void whatCannotBeOpenedIsSaidInASentence() throws Exception {
    Map<FileSystemException, String> sentences =
        Map.of(
            new NoSuchFileException("a"), "a: there is no such file or folder.",
            new AccessDeniedException("b"), "b: it is not allowed.",
            new FileSystemException("c", null, "No space left on device"),
                "c: No space left on device.",
            new NotDirectoryException("d"), "d: NotDirectoryException.");
    for (Map.Entry<FileSystemException, String> sentence : sentences.entrySet()) {
      assertThat(said(sentence.getKey())).isEqualTo(sentence.getValue() + System.lineSeparator());
    }
  }

  @Test
  void numbersAreWrittenInOneFormWhateverTheMachines() throws Exception {
    Process arabic =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "search",
                "why",
                "--passages",
                "5")
            .redirectErrorStream(true)
            .start();
    String said = new String(arabic.getInputStream().readAllBytes(), UTF_8);
    assertThat(arabic.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said).contains("--passages is 5; it is from 1 to 3.");
  }

  /** What a command that ends with this says. */
  private static String said(Exception failure) throws Exception {
    StringWriter errors = new StringWriter();
    CommandLine seine = Main.commandLine().setErr(new PrintWriter(errors, true));
    int status =
        seine
            .getExecutionExceptionHandler()
            .handleExecutionException(failure, seine, seine.parseArgs());
    assertThat(status).isEqualTo(1);
    return errors.toString();
  }
}
