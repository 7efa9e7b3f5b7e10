package io.seine.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
  @Test
  void everyCodeHasARowOfTheDocumentation() throws Exception {
    assertThat(
            Files.readAllLines(Path.of("docs/errors.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("`")[1])
                .filter(code -> code.matches("[a-z0-9-]+"))
                .toList())
        .containsAll(Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
  }
}
