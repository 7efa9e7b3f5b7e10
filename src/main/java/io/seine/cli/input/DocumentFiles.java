package io.seine.cli.input;

import io.seine.cli.client.NewDocument;
import io.seine.message.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads documents from a file or a folder, one after the other, whatever their number. */
public final class DocumentFiles {
  private DocumentFiles() {}

  /**
   * The documents of a file in JSON Lines (.jsonl, .ndjson, .json) or CSV (.csv), or of a folder of
   * text files, without the hidden ones.
   *
   * @param onProblem is told of every record that is no document, in a sentence that says where it
   *     stands
   * @throws InputException when the file can't be read, or is of none of these kinds
   */
  public static Stream<Document> open(Path path, Consumer<String> onProblem) {
    return openToPublish(path, onProblem, skipped -> {}).map(NewDocument::document);
  }

  /**
   * As {@link #open}, with the versions that documents in JSON Lines and CSV may bring.
   *
   * @param onSkipped is told in a sentence, once, what hidden files of a folder were passed over
   */
  public static Stream<NewDocument> openToPublish(
      Path path, Consumer<String> onProblem, Consumer<String> onSkipped) {
    if (!Files.exists(path)) {
      throw new InputException("There is no " + path + ".");
    }
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    try {
      if (Files.isDirectory(path)) {
        return TextFolder.open(path, onProblem, onSkipped);
      }
      if (name.endsWith(".csv")) {
        return CsvDocuments.open(path, onProblem);
      }
      if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")) {
        return JsonLines.open(path, onProblem);
      }
    } catch (IOException e) {
      throw new InputException(path + " can't be read: " + e.getMessage(), e);
    }
    throw new InputException(
        path + " is neither JSON Lines (.jsonl) nor CSV (.csv) nor a folder of text files.");
  }
}
