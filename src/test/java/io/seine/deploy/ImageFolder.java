package io.seine.deploy;

import io.seine.deploy.Dockerfile.Instruction;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The file system of the image, in a folder: the last stage of docker/Dockerfile, performed on
 * Flink's distribution. What the earlier stages build is what this project's own build has built;
 * the models are those of this user's cache.
 */
final class ImageFolder {
  static final Path DOCKERFILE = Path.of("docker", "Dockerfile");

  private static final long LARGE = 1 << 20;
  private static final Pattern ASSIGNMENT = Pattern.compile("(\\w+)=(\\S+)");

  private final Path root;
  private final Path stages;
  private final Map<String, String> environment = new TreeMap<>();

  private ImageFolder(Path root, Path stages) {
    this.root = root;
    this.stages = stages;
  }

  /**
   * Makes the folder.
   *
   * @param dir empty
   * @param distribution Flink's, as the base image has it
   */
  static ImageFolder make(Path dir, Path distribution) throws Exception {
    ImageFolder image = new ImageFolder(dir.resolve("root"), dir.resolve("stages"));
    image.baseImage(distribution);
    image.buildStage();
    for (Instruction instruction : Dockerfile.read(DOCKERFILE).image().instructions()) {
      image.perform(instruction);
    }
    return image;
  }

  /** The place of a path of the image on this machine. */
  Path at(String path) {
    return root.resolve(path.substring(1));
  }

  Path flinkHome() {
    return at("/opt/flink");
  }

  /** What ENV sets, beside what the base image does. */
  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /** A text in which paths of the image become those of this folder. */
  String here(String text) {
    return text.replaceAll(
            "(?<![\\w/])/opt/(flink|seine)\\b", Matcher.quoteReplacement(root + "") + "/opt/$1")
        .replace("file:///opt/", "file://" + root + "/opt/");
  }

  private void baseImage(Path distribution) throws IOException {
    copy(distribution, flinkHome(), path -> true, true);
    Files.createDirectories(flinkHome().resolve("log"));
    // Not in the packages that the distribution comes in here: a jar with nothing in it has its
    // place.
    Path plugin =
        flinkHome()
            .resolve(
                Path.of(
                    "opt", "flink-s3-fs-presto-" + Versions.property("flink.version") + ".jar"));
    if (!Files.exists(plugin)) {
      new JarOutputStream(Files.newOutputStream(plugin), new Manifest()).close();
    }
    environment.put("FLINK_HOME", flinkHome().toString());
  }

  private void buildStage() throws Exception {
    Path distribution = stages.resolve(Path.of("build", "src", "target", "dist"));
    // Copies, since the script below changes them.
    copy(Path.of("target", "dist"), distribution, path -> true, false);
    Tools.Outcome slim =
        Tools.run(
            List.of("docker/slim-natives.sh", distribution.resolve("lib").toString(), platform()));
    if (slim.status() != 0) {
      throw new IllegalStateException(slim.output());
    }
    Path models = stages.resolve(Path.of("models", "root", ".seine", "models"));
    copy(Path.of(System.getProperty("user.home"), ".seine", "models"), models, path -> true, true);
  }

  private static String platform() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  }

  private void perform(Instruction instruction) throws Exception {
    switch (instruction.keyword()) {
      case "ENV" -> {
        Matcher assignment = ASSIGNMENT.matcher(instruction.arguments());
        while (assignment.find()) {
          environment.put(assignment.group(1), here(assignment.group(2)));
        }
      }
      case "RUN" -> {
        // There is no user flink on this machine.
        String script = "set -e; chown() { :; }; " + here(instruction.arguments());
        Tools.Outcome outcome = Tools.run(List.of("bash", "-c", script), "", environment);
        if (outcome.status() != 0) {
          throw new IllegalStateException(
              "RUN " + instruction.arguments() + ": " + outcome.output());
        }
      }
      case "COPY" -> copy(instruction.arguments().split("\\s+"));
      case "USER", "EXPOSE", "HEALTHCHECK" -> {
        // Nothing of the file system.
      }
      default -> throw new IllegalStateException("Not known here: " + instruction);
    }
  }

  private void copy(String[] arguments) throws IOException {
    Path from = Path.of("").toAbsolutePath();
    Predicate<Path> taken = path -> !ignored(from.relativize(path));
    Path source = from;
    for (String option : arguments) {
      if (option.startsWith("--from=")) {
        source = stages.resolve(option.substring("--from=".length()));
        taken = path -> true;
      }
    }
    List<String> paths = Arrays.stream(arguments).filter(a -> !a.startsWith("--")).toList();
    Path target = at(paths.get(paths.size() - 1));
    for (String path : paths.subList(0, paths.size() - 1)) {
      copy(
          source.resolve(path.startsWith("/") ? path.substring(1) : path).toRealPath(),
          target,
          taken,
          true);
    }
  }

  /** Whether docker/Dockerfile.dockerignore keeps a path out: the last line that fits says so. */
  private static boolean ignored(Path path) {
    boolean ignored = false;
    try {
      for (String line : Files.readAllLines(Path.of("docker", "Dockerfile.dockerignore"))) {
        boolean kept = line.startsWith("!");
        String pattern = kept ? line.substring(1) : line;
        if (!pattern.isBlank() && !pattern.startsWith("#") && fits(pattern, path)) {
          ignored = !kept;
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return ignored;
  }

  /** A pattern fits a path, and all that is below it. */
  private static boolean fits(String pattern, Path path) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    for (Path above = path; above != null; above = above.getParent()) {
      if (matcher.matches(above)) {
        return true;
      }
    }
    return false;
  }

  /** Large files may be linked: nobody changes jars and models here. */
  private static void copy(Path from, Path to, Predicate<Path> taken, boolean link)
      throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (taken.test(file)) {
          place(file, target, link && Files.size(file) > LARGE);
        }
      }
    }
  }

  private static void place(Path file, Path target, boolean link) throws IOException {
    Files.deleteIfExists(target);
    if (link) {
      try {
        Files.createLink(target, file);
        return;
      } catch (IOException | UnsupportedOperationException e) {
        // On another disk, or one that has no links: a copy does as well.
      }
    }
    Files.copy(file, target);
  }
}
