package io.seine.cli;

import io.seine.cli.client.DocumentPublisher;
import io.seine.cli.client.NewDocument;
import io.seine.cli.input.DocumentFiles;
import io.seine.cli.options.KafkaOptions;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.Printable;
import io.seine.cli.terminal.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code seine publish}: publishes the documents of a file or a folder. */
@Command(
    name = "publish",
    description = "publish documents from JSON Lines, CSV or a folder of text files",
    footerHeading = "%nWhat a file holds:%n",
    footer = {
      "  .jsonl  a document a line: {\"id\", \"title\", \"text\", \"metadata\", \"version\"};",
      "          also with BEIR's \"_id\"",
      "  .csv    a document a row; the first line names the columns: id, title, text",
      "          (one of these two is enough) and, where there are any, version;",
      "          every other column is metadata, of the type that index.metadata says",
      "  folder  a document a text file, in UTF-8; its path is the id, its first",
      "          heading the title; hidden files and folders are left out"
    })
final class PublishCommand implements Callable<Integer> {
  /** Of so many bad records each is shown; the rest is only counted. */
  private static final int SHOWN_PROBLEMS = 20;

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(paramLabel = "FILE", description = "a .jsonl or .csv file, or a folder")
  private Path file = Path.of("");

  @Option(
      names = "--topic",
      defaultValue = "documents",
      description = "the topic (default: ${DEFAULT-VALUE})")
  private String topic = "documents";

  @Override
  public Integer call() {
    List<String> problems = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    AtomicLong left = new AtomicLong();
    long published;
    try (Stream<NewDocument> documents =
            DocumentFiles.openToPublish(
                file,
                problem -> {
                  left.incrementAndGet();
                  if (problems.size() < SHOWN_PROBLEMS) {
                    problems.add(problem);
                  }
                },
                skipped::add);
        DocumentPublisher publisher = new DocumentPublisher(kafka.clients(), topic);
        // How many there are is known at the end only: the file may be larger than memory.
        Progress progress = new Progress("Publishing", -1)) {
      published = publisher.publishVersions(documents.iterator(), progress::step).documents();
    }
    Console.out().println("Published " + published + " documents to " + topic + ".");
    skipped.forEach(line -> Console.out().println(Printable.line(line)));
    if (left.get() > 0) {
      // Not into the middle of the bar.
      problems.forEach(problem -> Console.err().println(Printable.line(problem)));
      Console.err().println(left + " records are no documents and were left out.");
      return 1;
    }
    return 0;
  }
}
