package io.seine.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchLinesTest {
  private final List<String> lines = new ArrayList<>();
  private final FetchLines progress = new FetchLines(lines::add);

  @Test
  void aLineAtTheBeginningAndOneEveryTwentyMegabytes() {
    for (long done = 0; done <= 45_000_000; done += 1_000_000) {
      progress.update("model.onnx", done, 45_000_000);
    }
    progress.update("tokenizer.json", 0, -1);
    progress.update("tokenizer.json", 25_000_000, -1);

    assertThat(lines)
        .containsExactly(
            "Fetching model.onnx",
            "Fetching model.onnx: 20 of 45 MB",
            "Fetching model.onnx: 40 of 45 MB",
            "Fetching tokenizer.json",
            "Fetching tokenizer.json: 25 MB");
  }
}
