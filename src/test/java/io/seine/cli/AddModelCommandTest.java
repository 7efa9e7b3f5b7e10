package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.evaluation.JudgedQuery;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** A table of speeds, the present model first. */
  private static String speeds(String present, String added) {
    String figures = " +\\d+\\.\\d +\\d+\\.\\d{3} .*\\R";
    return "ratio to the first.*\\R +%s%s +%s%s".formatted(present, figures, added, figures);
  }

  /** A table of qualities, and the sentence that ends it. */
  private static String qualities(String present, String added, String measure) {
    return "present: %s, added: %s\\R(?s:.*) %s +\\d\\.\\d{4} +\\d\\.\\d{4} (?s:.*)multiple of the other's: \\d+\\.\\d\\d on short texts, \\d+\\.\\d\\d on long texts, \\d+\\.\\d\\d on mixed texts\\."
        .formatted(present, added, measure);
  }

  @Test
  void aCrossEncoderIsComparedWithAnother() throws Exception {
    SeineCommand.Ran ran =
        add(tiny("xlm-roberta-cross-encoder"), "--against", tiny("bert-cross-encoder"));

    assertThat(ran.status()).as(ran.errors()).isZero();
    assertThat(ran.output())
        .contains("It is a cross-encoder", "Is it as good?", "--set cross-encoder.model=")
        .containsPattern(speeds("bert-cross-encoder", "xlm-roberta-cross-encoder"));
  }

  @Test
  void aBiEncoderIsComparedWithAnother() throws Exception {
    SeineCommand.Ran ran = add(tiny("pooled-bi-encoder"), "--against", tiny("bert-bi-encoder"));

    assertThat(ran.status()).as(ran.errors()).isZero();
    assertThat(ran.output())
        .contains("It is a bi-encoder", "Is it as good?", "./seine reindex --to")
        .containsPattern(speeds("bert-bi-encoder", "pooled-bi-encoder"));
  }

  @Test
  void whatWasSaidOfTheModelIsInWhatToDoNext() throws Exception {
    SeineCommand.Ran bi =
        add(
            tiny("bert-bi-encoder"),
            "--against",
            tiny("pooled-bi-encoder"),
            "--onnx-file",
            "model.onnx",
            "--pooling",
            "MEAN");
    String settings = " --set bi-encoder.onnx-file=model.onnx --set bi-encoder.pooling=mean";
    assertThat(bi.output())
        .as(bi.errors())
        .contains("--set bi-encoder.model=" + tiny("bert-bi-encoder") + settings + ", then")
        .contains("reindex --to " + tiny("bert-bi-encoder") + settings + ", since");

    SeineCommand.Ran cross =
        add(
            tiny("bert-cross-encoder"),
            "--against",
            tiny("xlm-roberta-cross-encoder"),
            "--onnx-file",
            "onnx/model.onnx");
    assertThat(cross.output())
        .as(cross.errors())
        .contains(" --set cross-encoder.onnx-file=onnx/model.onnx, then")
        .contains(
            "set cross-encoder.model and cross-encoder.onnx-file=onnx/model.onnx, and restart");
  }

  @Test
  void modelsOfTwoKindsAreNotCompared() throws Exception {
    SeineCommand.Ran ran = add(tiny("bert-bi-encoder"), "--against", tiny("bert-cross-encoder"));

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.errors()).contains("is a cross-encoder, and no bi-encoder");
  }

  @Test
  void whatIsOfNeitherKindIsSaidToLackWhatEachNeeds() throws Exception {
    SeineCommand.Ran ran = add(tiny("wrong"), "--onnx-file", "rank-two.onnx", "--int8");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.errors())
        .contains("of neither kind", "a cross-encoder has an output logits", "As a bi-encoder")
        .contains("there is no export: --onnx-file names one")
        .doesNotContain("It has an ONNX file");
  }

  @Test
  void aFolderWithNothingToReadWithIsNotToldToDoTheSameAgain() throws Exception {
    Files.writeString(dir.resolve("tokenizer.json"), "{}");
    SeineCommand.Ran ran = add(dir.toString());

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.errors())
        .contains("has no ONNX file", "It has no PyTorch weights either", "config.json")
        .doesNotContain("models add");
  }

  @Test
  void whatIsNoModelIsSaidToBeNone() {
    SeineCommand.Ran ran = add("no-such-model", "--int8");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.errors())
        .contains("There is no model \"no-such-model\"")
        .doesNotContain("It has an ONNX file");
  }

  @Test
  void whereThereIsAnOnnxFileInt8IsSaidToMakeNone() throws Exception {
    SeineCommand.Ran ran = add(tiny("bert-bi-encoder"), "--int8", "--against", "no-such-model");

    assertThat(ran.errors()).contains("It has an ONNX file, so --int8 makes none");
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

    SeineCommand.Ran cross =
        add(
            tiny("bert-cross-encoder"),
            with(judged, "--against", tiny("xlm-roberta-cross-encoder")));
    SeineCommand.Ran bi = add(tiny("bert-bi-encoder"), with(judged, "--against", "no-such-model"));

    assertThat(cross.status()).as(cross.errors()).isZero();
    assertThat(cross.output())
        .contains("1 judged queries of", "of each in candidates.jsonl are read")
        .containsPattern(
            qualities("xlm-roberta-cross-encoder", "bert-cross-encoder", "nDCG@10, fused"));
    assertThat(bi.status()).isEqualTo(1);
    // Before anything is compared.
    assertThat(bi.errors()).contains("is a bi-encoder, and finds its own");
  }

  private static String[] with(String[] options, String... more) {
    return Stream.of(options, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void candidatesThatCannotBeReadAreRefusedBeforeAnythingIsCompared() throws Exception {
    String none = dir.resolve("none.jsonl").toString();
    String[] judged = {"--eval", "built-in", "--candidates", none, "--against", "no-such-model"};

    SeineCommand.Ran ran = add(tiny("bert-cross-encoder"), judged);

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.errors()).contains(none);
  }

  @Test
  void whatIsWrongWithTheQueriesIsSaidBeforeAModelIsFetched() {
    assertThat(add("hf:owner/model", "--candidates", "c.jsonl").errors())
        .contains("there is no --eval");
    assertThat(add("hf:owner/model", "--eval", dir.resolve("none").toString()).errors())
        .contains("There is no " + dir.resolve("none"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--rounds", "--size", "--queries", "--documents"})
  void aCountOfNothingIsRefusedBeforeAModelIsFetched(String option) {
    SeineCommand.Ran ran = SeineCommand.run("models", "add", "hf:owner/model", option, "0");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.errors()).startsWith(option + " is 0; it is at least 1.");
  }

  @Test
  void aBiEncoderIsJudgedOnTheBuiltInCorpus() throws Exception {
    String[] options = {
      "--against", tiny("bert-bi-encoder"), "--eval", "built-in", "--documents", "150"
    };
    SeineCommand.Ran ran = add(tiny("pooled-bi-encoder"), options);

    assertThat(ran.status()).as(ran.errors()).isZero();
    assertThat(ran.output())
        .contains("On 48 judged queries of the built-in corpus, 150 of its")
        .containsPattern(qualities("bert-bi-encoder", "pooled-bi-encoder", "nDCG@10"));
  }
}
