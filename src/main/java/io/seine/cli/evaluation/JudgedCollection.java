package io.seine.cli.evaluation;

import io.seine.cli.input.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Queries with judgements, and perhaps the documents that they are of. */
public sealed interface JudgedCollection permits BeirFolder, JudgementsFile {

  /** What it is called in reports. */
  String name();

  /** The documents, as a file to publish; none where they are in the index already. */
  Optional<Path> corpus();

  /**
   * The first judged queries, in the order in which the judgements name them.
   *
   * @param limit how many at most
   * @throws InputException when a file is not of its format
   */
  List<JudgedQuery> queries(int limit);

  /**
   * A BEIR folder, or a file of judgements.
   *
   * @param split which judgements of a folder
   * @throws InputException when it is neither
   */
  static JudgedCollection open(Path path, String split) {
    if (Files.isRegularFile(path)) {
      return new JudgementsFile(path);
    }
    if (!Files.isDirectory(path)) {
      throw new InputException("There is no " + path + ".");
    }
    return new BeirFolder(path, split);
  }
}
