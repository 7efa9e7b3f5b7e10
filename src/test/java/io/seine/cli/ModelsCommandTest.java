package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of models that are there. */
class ModelsCommandTest {
  private static final Pattern HASH = Pattern.compile("its hash is ([0-9a-f]{64})");

  @TempDir private Path dir;

  private static String tiny(String name) throws URISyntaxException {
    return Path.of(
            Objects.requireNonNull(ModelsCommandTest.class.getResource("/models/" + name)).toURI())
        .toString();
  }

  private static String hash(SeineCommand.Ran ran) {
    assertThat(ran.status()).as(ran.errors()).isZero();
    Matcher hash = HASH.matcher(ran.output());
    assertThat(hash.find()).as(ran.output()).isTrue();
    return hash.group(1);
  }

  @Test
  void theHashThatIsShownIsTheOneThatTheJobsUse() throws Exception {
    String model = tiny("bert-bi-encoder");
    String added =
        hash(
            SeineCommand.run(
                "models",
                "add",
                model,
                "--rounds=1",
                "--size=2",
                "--against",
                tiny("pooled-bi-encoder")));

    assertThat(hash(SeineCommand.run("models", "fetch", model))).isEqualTo(added);
  }

  @Test
  void aModelWhoseUseIsNotStatedIsCheckedAllTheSame() throws Exception {
    for (String file : List.of("rank-two.onnx", "tokenizer.json")) {
      Files.copy(Path.of(tiny("wrong"), file), dir.resolve(file));
    }
    SeineCommand.Ran ran = SeineCommand.run("models", "fetch", dir.toString());

    assertThat(ran.status()).as(ran.errors()).isZero();
    assertThat(ran.output()).contains("every file as it should be", "It can't be used as it is.");
  }
}
