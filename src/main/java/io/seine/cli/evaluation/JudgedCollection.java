package io.seine.cli.evaluation;

import io.seine.cli.input.InputException;
import io.seine.message.Document;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Queries with judgements, and perhaps the documents that they are of. */
public sealed interface JudgedCollection permits BeirFolder, BuiltInCollection, JudgementsFile {
  /** What the built-in corpus is called on a command line. */
  String BUILT_IN = "built-in";

  /** What it is called in reports. */
  String name();

  /** Whether it brings the documents, or they are in the index already. */
  boolean hasDocuments();

  /**
   * The documents; none where they are in the index already. To be closed.
   *
   * @param onProblem is told of every record that is no document
   * @throws InputException when they can't be read
   */
  Stream<Document> documents(Consumer<String> onProblem);

  /**
   * The first judged queries, in the order in which the judgements name them.
   *
   * @param limit how many at most
   * @throws InputException when a file is not of its format
   */
  List<JudgedQuery> queries(int limit);

  /**
   * A BEIR folder, a file of judgements, or the built-in corpus with its questions.
   *
   * @param path of the folder or file, or {@link #BUILT_IN}
   * @param split which judgements of a folder
   * @throws InputException when it is none of these
   */
  static JudgedCollection open(Path path, String split) {
    if (path.toString().equals(BUILT_IN)) {
      return new BuiltInCollection();
    }
    if (Files.isRegularFile(path)) {
      return new JudgementsFile(path);
    }
    if (!Files.isDirectory(path)) {
      throw new InputException("There is no " + path + ".");
    }
    return new BeirFolder(path, split);
  }
}
