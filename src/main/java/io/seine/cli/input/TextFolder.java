package io.seine.cli.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.cli.client.NewDocument;
import io.seine.message.Document;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Documents one a file: the id is the path within the folder, the title the first heading or the
 * file's name.
 */
final class TextFolder {
  private TextFolder() {}

  static Stream<NewDocument> open(Path folder, Consumer<String> onProblem) throws IOException {
    return Files.walk(folder)
        .filter(Files::isRegularFile)
        .sorted()
        .map(file -> document(folder, file, onProblem))
        .filter(Objects::nonNull);
  }

  private static @Nullable NewDocument document(
      Path folder, Path file, Consumer<String> onProblem) {
    try {
      String text = Files.readString(file, UTF_8);
      String heading =
          text.lines()
              .filter(line -> line.startsWith("# "))
              .findFirst()
              .map(line -> line.substring(2).strip())
              .orElse(file.getFileName().toString());
      String id = folder.relativize(file).toString().replace('\\', '/');
      return new NewDocument(new Document(id, heading, text, Map.of()), null, file.toString());
    } catch (CharacterCodingException e) {
      onProblem.accept(file + ": not text in UTF-8");
      return null;
    } catch (IOException e) {
      onProblem.accept(file + ": can't be read (" + e.getMessage() + ")");
      return null;
    }
  }
}
