package io.seine.cli.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.inference.ModelException;
import io.seine.inference.UnexportedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a script in the place of the tool; ModelToolsIT runs the tool itself. */
@Timeout(60)
class ModelExporterTest {
  @TempDir private Path dir;
  private final List<String> lines = new ArrayList<>();
  private UnexportedModel model;

  @BeforeEach
  void make() {
    model = new UnexportedModel(dir.resolve("weights"), "owner/tiny@main", "0123456789abcdef");
  }

  private Path export(String... options) throws IOException, InterruptedException {
    return new ModelExporter(
            dir, dir.resolve("exported"), Map.of("SEINE_TOOLS", "/elsewhere"), lines::add)
        .export(model, List.of(options));
  }

  private void tool(String script) throws IOException {
    Path file = Files.createDirectories(dir.resolve("tools")).resolve("export-model");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void theToolIsGivenTheWeightsAndWhereToWrite() throws Exception {
    tool("mkdir \"$2\" && echo \"$@\" > \"$2/arguments\"");

    Path made = export("--int8");

    assertThat(made).isEqualTo(dir.resolve("exported/tiny@main-01234567-int8"));
    assertThat(made.resolve("arguments")).hasContent("%s %s --int8".formatted(model.path(), made));
    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("owner/tiny@main has no ONNX file: export")
        .endsWith("are kept in /elsewhere.");
  }

  @Test
  void whatWasExportedIsTakenAsItIs() throws Exception {
    tool("mkdir \"$2\"");
    Path made = export();
    tool("exit 1");

    assertThat(export()).isEqualTo(made);
    // With other options it is another file.
    assertThatThrownBy(() -> export("--int8")).isInstanceOf(ModelException.class);
  }

  @Test
  void aToolThatRefusesEndsTheCommand() throws Exception {
    tool("exit 1");

    assertThatThrownBy(this::export)
        .isInstanceOf(ModelException.class)
        .hasMessage("owner/tiny@main was not exported: see above.");
  }

  @Test
  void aMachineThatLacksPythonIsToldWhatToRunElsewhere() throws Exception {
    tool("exit 69");

    assertThatThrownBy(this::export)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("this machine lacks what the tool needs")
        .hasMessageContaining("tools/export-model " + model.path());
  }

  @Test
  void withoutTheToolItIsSaidWhatToRun() {
    assertThatThrownBy(this::export)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("owner/tiny@main has no ONNX file, and")
        .hasMessageContaining("./seine models add FOLDER");
  }
}
