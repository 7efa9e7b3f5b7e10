package io.seine.end;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Secrets of a test, which must be found nowhere but where they were put. */
final class PlantedSecrets {
  private final Path dir;
  private final Map<String, String> secrets = new LinkedHashMap<>();

  /**
   * @param dir of the files that hold secrets
   */
  PlantedSecrets(Path dir) throws IOException {
    this.dir = Files.createDirectories(dir);
  }

  /** Makes a secret, which also stands in a file of its name. */
  String plant(String name) throws IOException {
    String secret = "planted-" + UUID.randomUUID();
    secrets.put(name, secret);
    Files.writeString(file(name), secret + "\n");
    return secret;
  }

  String secret(String name) {
    return secrets.get(name);
  }

  Path file(String name) {
    return dir.resolve(name);
  }

  /** Those secrets, by their names, that stand in a text. */
  List<String> in(String text) {
    return secrets.entrySet().stream()
        .filter(secret -> text.contains(secret.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * The files under a folder that hold a text, with it.
   *
   * @param left names of files and folders that are not looked into
   */
  static List<String> files(Path folder, Set<String> left, List<String> texts) throws IOException {
    List<String> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            return left.contains(dir.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && !left.contains(file.getFileName().toString())) {
              // Every byte is a character of it: a text of ASCII is found in whatever surrounds it.
              String content = new String(Files.readAllBytes(file), ISO_8859_1);
              texts.stream()
                  .filter(content::contains)
                  .forEach(text -> found.add(file + " holds " + text));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // Servers that run delete files of theirs.
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  List<String> all() {
    return List.copyOf(secrets.values());
  }
}
