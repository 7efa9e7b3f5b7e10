package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.evaluation.JudgedQuery;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddModelCommandTest {
  @TempDir private Path dir;

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

  @Test
  void aCrossEncoderIsJudgedOnTheCandidatesOfAFile() throws Exception {
    Files.writeString(dir.resolve("judged.tsv"), "why\tb\t1\n");
    String id = JudgedQuery.unjudged("why").id();
    Files.writeString(
        dir.resolve("candidates.jsonl"),
        """
        {"query_id": "%s", "text": "why", "candidates": [{"id": "a", "title": "", "passage": "fish", "rank": 1}]}
        """
            .formatted(id));
    String[] judged = {
      "--eval",
      dir.resolve("judged.tsv").toString(),
      "--candidates",
      dir.resolve("candidates.jsonl").toString()
    };

    SeineCommand.Ran cross = add(tiny("bert-cross-encoder"), judged);
    SeineCommand.Ran bi = add(tiny("bert-bi-encoder"), judged);

    assertThat(cross.status()).as(cross.errors()).isZero();
    assertThat(bi.status()).isEqualTo(1);
    assertThat(bi.errors()).contains("is a bi-encoder, and finds its own");
  }

  @Test
  void whatIsWrongWithTheQueriesIsSaidBeforeAModelIsFetched() {
    assertThat(add("hf:owner/model", "--candidates", "c.jsonl").errors())
        .contains("there is no --eval");
    assertThat(add("hf:owner/model", "--eval", dir.resolve("none").toString()).errors())
        .contains("There is no " + dir.resolve("none"));
  }

  @Test
  void aBiEncoderIsJudgedOnTheBuiltInCorpus() throws Exception {
    String[] options = {
      "--against", tiny("bert-bi-encoder"), "--eval", "built-in", "--documents", "150"
    };
    SeineCommand.Ran ran = add(tiny("pooled-bi-encoder"), options);

    assertThat(ran.status()).as(ran.errors()).isZero();
  }
}
