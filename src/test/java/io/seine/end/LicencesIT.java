package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bill of materials of the build, and what docs/licences.md says of it. */
class LicencesIT {
  private static final Path DIST = Path.of("target/dist");

  /** What the job jar leaves out: it is part of Flink, or only of use to a compiler. */
  private static final List<String> LEFT_OUT =
      List.of(
          "org.slf4j:slf4j-api",
          "org.jspecify:",
          "com.google.errorprone:",
          "com.google.code.findbugs:");

  private static JsonNode components() throws IOException {
    return new ObjectMapper().readTree(DIST.resolve("seine.cdx.json").toFile()).path("components");
  }

  private static String fileName(JsonNode component) {
    Matcher classifier =
        Pattern.compile("classifier=([\\w.-]+)").matcher(component.path("purl").asText());
    return component.path("name").asText()
        + "-"
        + component.path("version").asText()
        + (classifier.find() ? "-" + classifier.group(1) : "")
        + ".jar";
  }

  private static String licences(JsonNode component) {
    List<String> licences = new ArrayList<>();
    for (JsonNode licence : component.path("licenses")) {
      licences.add(
          licence.has("expression")
              ? licence.path("expression").asText()
              : licence
                  .path("license")
                  .path("id")
                  .asText(licence.path("license").path("name").asText()));
    }
    return String.join(" or ", licences);
  }

  /** The files of which the job jar is made. */
  private static Set<String> inTheJobJar() throws IOException {
    Set<String> files = new HashSet<>();
    for (String file : Files.readString(Path.of("target/seine-runtime.classpath")).split(":")) {
      files.add(Path.of(file.strip()).getFileName().toString());
    }
    return files;
  }

  private static Set<String> inLib() throws IOException {
    Set<String> files = new HashSet<>();
    try (Stream<Path> lib = Files.list(DIST.resolve("lib"))) {
      lib.map(file -> file.getFileName().toString()).forEach(files::add);
    }
    files.remove("seine-inference.jar");
    return files;
  }

  @Test
  void theBillOfMaterialsHoldsEveryLibrary() throws Exception {
    Set<String> billed = new HashSet<>();
    components().forEach(component -> billed.add(fileName(component)));
    assertThat(billed).containsAll(inLib()).containsAll(inTheJobJar());
  }

  @Test
  void theLicenceOfEveryLibraryIsListed() throws Exception {
    Set<String> lib = inLib();
    Set<String> jobJar = inTheJobJar();
    Map<String, String> expected = new TreeMap<>();
    for (JsonNode component : components()) {
      String library = component.path("group").asText() + ":" + component.path("name").asText();
      String file = fileName(component);
      boolean leftOut = LEFT_OUT.stream().anyMatch(library::startsWith);
      if (lib.contains(file) || (jobJar.contains(file) && !leftOut)) {
        expected.put(library, licences(component));
      }
    }
    Map<String, String> listed = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("docs/licences.md"))) {
      String[] cells = line.split("\\|");
      if (cells.length == 3 && cells[1].strip().matches("[\\w.-]+:[\\w.-]+")) {
        listed.put(cells[1].strip(), cells[2].strip());
      }
    }
    assertThat(expected)
        .isNotEmpty()
        .allSatisfy((name, licence) -> assertThat(licence).isNotEmpty());
    assertThat(listed).isEqualTo(expected);
  }
}
