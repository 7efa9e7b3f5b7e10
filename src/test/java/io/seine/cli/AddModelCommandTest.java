package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AddModelCommandTest {
  private static String tiny(String name) throws URISyntaxException {
    return Path.of(
            Objects.requireNonNull(AddModelCommandTest.class.getResource("/models/" + name))
                .toURI())
        .toString();
  }

  private static SeineCommand.Ran add(String model, String... more) {
    String[] arguments = new String[more.length + 7];
    String[] first = {"models", "add", model, "--rounds", "1", "--size", "2"};
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return SeineCommand.run(arguments);
  }

  @Test
  void aCrossEncoderIsComparedWithAnother() throws Exception {
    SeineCommand.Ran ran =
        add(tiny("xlm-roberta-cross-encoder"), "--against", tiny("bert-cross-encoder"));

    assertThat(ran.status()).as(ran.errors()).isZero();
  }

  @Test
  void aBiEncoderIsComparedWithAnother() throws Exception {
    SeineCommand.Ran ran = add(tiny("pooled-bi-encoder"), "--against", tiny("bert-bi-encoder"));

    assertThat(ran.status()).as(ran.errors()).isZero();
  }

  @Test
  void modelsOfTwoKindsAreNotCompared() throws Exception {
    SeineCommand.Ran ran = add(tiny("bert-bi-encoder"), "--against", tiny("bert-cross-encoder"));

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.errors()).contains("is a cross-encoder, and no bi-encoder");
  }

  @Test
  void whatIsOfNeitherKindIsSaidToLackWhatEachNeeds() throws Exception {
    SeineCommand.Ran ran = add(tiny("wrong"), "--onnx-file", "rank-two.onnx");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.errors())
        .contains("of neither kind", "a cross-encoder has an output logits", "As a bi-encoder");
  }

  @Test
  void whatIsNoModelIsSaidToBeNone() {
    SeineCommand.Ran ran = add("no-such-model");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.errors()).contains("There is no model \"no-such-model\"");
  }
}
