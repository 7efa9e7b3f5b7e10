package io.seine.cli;

import io.seine.cli.client.DocumentPublisher;
import io.seine.cli.client.NewDocument;
import io.seine.cli.input.DocumentFiles;
import io.seine.cli.options.KafkaOptions;
import io.seine.cli.terminal.Counted;
import io.seine.cli.terminal.Printable;
import io.seine.cli.terminal.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
  private static final String DOCUMENTS = "documents";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(paramLabel = "FILE", description = "a .jsonl or .csv file, or a folder")
  private Path file = Path.of("");

  @Option(
      names = "--topic",
      defaultValue = DOCUMENTS,
      description = "the topic (default: ${DEFAULT-VALUE})")
  private String topic = DOCUMENTS;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter errors = spec.commandLine().getErr();
    LeftOut leftOut = new LeftOut();
    List<String> skipped = new ArrayList<>();
    long published = 0;
    try (Stream<NewDocument> stream =
        DocumentFiles.openToPublish(file, leftOut::add, skipped::add)) {
      Iterator<NewDocument> documents = stream.iterator();
      if (documents.hasNext()) {
        published = publish(documents, leftOut);
        out.println("Published %s to %s.".formatted(Counted.of(published, "document"), topic));
      } else {
        errors.println("There are no documents in " + file + ": nothing was published.");
      }
    }
    skipped.forEach(line -> out.println(Printable.line(line)));
    leftOut.tell(errors);
    if (published > 0 && topic.equals(DOCUMENTS)) {
      out.println(
          "Those that can't be indexed, and why: ./seine dead-letters list" + kafka.toRepeat());
    }
    return published > 0 && leftOut.isEmpty() ? 0 : 1;
  }

  private long publish(Iterator<NewDocument> documents, LeftOut leftOut) {
    try (DocumentPublisher publisher = new DocumentPublisher(kafka.clients(), topic);
        // How many there are is known at the end only: the file may be larger than memory.
        Progress progress = new Progress("Publishing", Progress.UNKNOWN)) {
      return publisher.publishWhatFits(documents, progress::step, leftOut::add).documents();
    }
  }

  /**
   * What is not published, with the reasons: told of in the end, not into the middle of the bar.
   */
  private static final class LeftOut {
    /** Of so many each is shown; the rest is only counted. */
    private static final int SHOWN = 20;

    private final List<String> shown = new ArrayList<>();
    private long count;

    synchronized void add(String problem) {
      count++;
      if (shown.size() < SHOWN) {
        shown.add(problem);
      }
    }

    synchronized boolean isEmpty() {
      return count == 0;
    }

    synchronized void tell(PrintWriter errors) {
      shown.forEach(problem -> errors.println(Printable.line(problem)));
      if (count > 0) {
        errors.println(
            Counted.of(count, "record") + (count == 1 ? " was" : " were") + " left out.");
      }
    }
  }
}
