package io.seine.cli.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.cli.client.NewDocument;
import io.seine.message.Document;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Documents one a file: the id is the path within the folder, the title the first heading or the
 * file's name. What is hidden, by a name that begins with a dot, is not meant to be read: it holds
 * settings, passwords, the history of others.
 */
final class TextFolder extends SimpleFileVisitor<Path> {
  private final Path root;
  private final Consumer<String> onProblem;
  private final List<Path> files = new ArrayList<>();
  private final List<Path> hidden = new ArrayList<>();

  private TextFolder(Path root, Consumer<String> onProblem) {
    this.root = root;
    this.onProblem = onProblem;
  }

  /**
   * The documents of a folder, by the paths of their files.
   *
   * @param onSkipped is told in a sentence, once, what hidden files and folders were passed over
   */
  static Stream<NewDocument> open(
      Path folder, Consumer<String> onProblem, Consumer<String> onSkipped) throws IOException {
    TextFolder found = new TextFolder(folder, onProblem);
    Files.walkFileTree(folder, found);
    if (!found.hidden.isEmpty()) {
      onSkipped.accept(
          "%d hidden files and folders were skipped, %s for one."
              .formatted(found.hidden.size(), found.hidden.get(0)));
    }
    return found.files.stream()
        .sorted()
        .map(file -> document(folder, file, onProblem))
        .filter(Objects::nonNull);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    return skips(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (!skips(file) && Files.isRegularFile(file)) {
      files.add(file);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) {
    if (!skips(file)) {
      onProblem.accept(file + ": can't be read (" + e.getMessage() + ")");
    }
    return FileVisitResult.CONTINUE;
  }

  /** The folder itself may be hidden: it was asked for by name. */
  private boolean skips(Path path) {
    boolean skips = !path.equals(root) && path.getFileName().toString().startsWith(".");
    if (skips) {
      hidden.add(path);
    }
    return skips;
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
