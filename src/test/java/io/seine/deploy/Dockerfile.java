package io.seine.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Dockerfile's instructions, stage by stage.
 *
 * @param stages in their order; the last one is the image
 */
record Dockerfile(List<Stage> stages) {

  /**
   * What one FROM begins.
   *
   * @param base the image or the stage that it builds on
   * @param name how others call it, or its number
   */
  record Stage(String base, String name, List<Instruction> instructions) {
    List<String> all(String keyword) {
      return instructions.stream()
          .filter(instruction -> instruction.keyword().equals(keyword))
          .map(Instruction::arguments)
          .toList();
    }
  }

  record Instruction(String keyword, String arguments) {}

  static Dockerfile read(Path file) throws IOException {
    List<Stage> stages = new ArrayList<>();
    StringBuilder logical = new StringBuilder();
    for (String line : Files.readAllLines(file)) {
      if (line.isBlank() || line.stripLeading().startsWith("#")) {
        continue;
      }
      boolean goesOn = line.endsWith("\\");
      logical.append(goesOn ? line.substring(0, line.length() - 1) : line);
      if (!goesOn) {
        add(stages, logical.toString().strip());
        logical.setLength(0);
      }
    }
    return new Dockerfile(List.copyOf(stages));
  }

  private static void add(List<Stage> stages, String instruction) {
    String[] parts = instruction.split("\\s+", 2);
    if (parts[0].equals("FROM")) {
      String[] from = parts[1].split("\\s+AS\\s+");
      String name = from.length > 1 ? from[1] : Integer.toString(stages.size());
      stages.add(new Stage(from[0], name, new ArrayList<>()));
    } else {
      stages.get(stages.size() - 1).instructions().add(new Instruction(parts[0], parts[1]));
    }
  }

  Stage image() {
    return stages.get(stages.size() - 1);
  }
}
