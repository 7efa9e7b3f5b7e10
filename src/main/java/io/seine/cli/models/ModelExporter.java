package io.seine.cli.models;

import io.seine.inference.ModelException;
import io.seine.inference.UnexportedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Has {@code tools/export-model} make the ONNX file of a model that has none. */
public final class ModelExporter {
  /** How the tool ends when the machine lacks what it needs, Python for instance. */
  private static final int UNAVAILABLE = 69;

  /** As many digits of a hash as tell models of one name apart. */
  private static final int HASH_LENGTH = 8;

  private final Path tool;
  private final Path folder;
  private final String packages;
  private final Consumer<String> lines;

  /**
   * @param home the folder of the project, where tools/ is
   * @param folder where the exported models are kept
   * @param lines is told what is done
   */
  public ModelExporter(Path home, Path folder, Consumer<String> lines) {
    this(home, folder, System.getenv(), lines);
  }

  ModelExporter(Path home, Path folder, Map<String, String> environment, Consumer<String> lines) {
    // As tools/environment has it.
    this.packages = environment.getOrDefault("SEINE_TOOLS", "~/.seine/tools");
    this.tool = home.resolve("tools").resolve("export-model");
    this.folder = folder;
    this.lines = lines;
  }

  /**
   * The exported model's directory; what was exported before with the same options is there
   * already.
   *
   * @param options of the tool
   * @throws ModelException when the tool is missing, or refuses the model
   */
  public Path export(UnexportedModel model, List<String> options)
      throws IOException, InterruptedException {
    Path target = folder.resolve(name(model, options));
    if (Files.isDirectory(target)) {
      lines.accept("%s has no ONNX file; it was exported before.".formatted(model.id()));
      return target;
    }
    if (!Files.isExecutable(tool)) {
      throw new ModelException(
          "%s has no ONNX file, and %s, which makes one, is missing. In a checkout of Seine: tools/export-model %s FOLDER, then ./seine models add FOLDER."
              .formatted(model.id(), tool, model.path()));
    }
    lines.accept(
        "%s has no ONNX file: exporting it by tools/export-model, whose packages (PyTorch, about 6 GB) are kept in %s."
            .formatted(model.id(), packages));
    Files.createDirectories(folder);
    List<String> command = new ArrayList<>();
    command.addAll(List.of(tool.toString(), model.path().toString(), target.toString()));
    command.addAll(options);
    int status = run(command);
    if (status != 0) {
      throw new ModelException(
          status == UNAVAILABLE
              ? "%s was not exported, since this machine lacks what the tool needs: see above. On another machine: tools/export-model %s FOLDER; the folder is the model."
                  .formatted(model.id(), model.path())
              : "%s was not exported: see above.".formatted(model.id()));
    }
    return target;
  }

  private static String name(UnexportedModel model, List<String> options) {
    String id = model.id().substring(model.id().lastIndexOf('/') + 1);
    String plain = String.join("", options).replaceAll("[^A-Za-z0-9]+", "-");
    return "%s-%s%s".formatted(id, model.hash().substring(0, HASH_LENGTH), plain);
  }

  /** Runs a command to its end; it ends with this process, too. */
  private static int run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    Thread ending = new Thread(() -> destroy(process), "seine-export-end");
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      return process.waitFor();
    } finally {
      destroy(process);
      removeHook(ending);
    }
  }

  private static void destroy(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends already, and the hook has run.
    }
  }
}
