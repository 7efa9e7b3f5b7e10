package io.seine.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class BiEncoderTest {
  private static final long NEVER = Long.MAX_VALUE;

  private final InferenceScheduler scheduler =
      new InferenceScheduler(
          ExecutionProvider.CPU, 2, QueryOrder.DEADLINE, 0.5, InstantSource.system());

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void directorySaysHowTheModelIsUsed() {
    assertThat(TinyModels.directory("bert-bi-encoder").stated())
        .isEqualTo(new ModelSettings(null, Pooling.MEAN, "query ", "passage ", 32, null));
  }

  @Test
  void vectorsHaveLengthOneAndComeInOrder() {
    try (BiEncoder encoder = open(ModelSettings.NONE)) {
      List<float[]> vectors = encoder.embedDocuments(List.of("river", "fish", "river")).join();

      assertThat(encoder.dimension()).isEqualTo(4);
      assertThat(vectors)
          .hasSize(3)
          .allSatisfy(v -> assertThat(length(v)).isEqualTo(1, within(1e-6)));
      assertThat(vectors.get(0)).isEqualTo(vectors.get(2)).isNotEqualTo(vectors.get(1));
    }
  }

  @Test
  void prefixesStandBeforeQueriesAndDocuments() {
    ModelSettings none = new ModelSettings(null, null, "", "", null, null);
    try (BiEncoder prefixed = open(ModelSettings.NONE);
        BiEncoder plain = open(none)) {
      assertThat(prefixed.embedQuery("river", NEVER).join())
          .isEqualTo(plain.embedQuery("query river", NEVER).join())
          .isNotEqualTo(plain.embedQuery("river", NEVER).join());
      assertThat(prefixed.embedDocuments(List.of("river")).join().get(0))
          .isEqualTo(plain.embedDocuments(List.of("passage river")).join().get(0));
    }
  }

  @Test
  void poolingIsAsSet() {
    try (BiEncoder mean = open(raw(Pooling.MEAN));
        BiEncoder cls = open(raw(Pooling.CLS))) {
      float[] first = cls.embedQuery("river", NEVER).join();

      assertThat(first).isEqualTo(cls.embedQuery("fish", NEVER).join());
      assertThat(mean.embedQuery("river", NEVER).join())
          .isNotEqualTo(first)
          .isNotEqualTo(mean.embedQuery("fish", NEVER).join());
      assertThat(mean.hash()).isNotEqualTo(cls.hash());
    }
  }

  @Test
  void modelThatPoolsItselfNeedsNoPooling() {
    ModelSettings raw = new ModelSettings(null, null, null, null, null, false);
    try (BiEncoder pooled =
            BiEncoder.open(TinyModels.directory("pooled-bi-encoder"), raw, scheduler, 100);
        BiEncoder mean =
            BiEncoder.open(
                ModelDirectory.open(TinyModels.path("bert-bi-encoder"), "bert", ModelSettings.NONE),
                raw(Pooling.MEAN),
                scheduler,
                100)) {
      assertThat(pooled.embedQuery("river fish", NEVER).join())
          .containsExactly(mean.embedQuery("river fish", NEVER).join(), within(1e-5f));
    }
  }

  @Test
  void tooLongTextsAreCutAndCounted() {
    try (BiEncoder encoder = open(ModelSettings.NONE)) {
      String fits = "river ".repeat(encoder.maxTokens());
      String tooLong = fits + "fish";
      List<float[]> vectors = encoder.embedDocuments(List.of(fits, tooLong)).join();

      assertThat(encoder.countTokens(fits)).isEqualTo(encoder.maxTokens());
      assertThat(vectors.get(0)).isEqualTo(vectors.get(1));
      assertThat(encoder.statistics().truncated()).isEqualTo(1);
      assertThat(encoder.statistics().runs()).isEqualTo(2);
      assertThat(encoder.statistics().tokens()).isEqualTo(64);
    }
  }

  @Test
  void queryWhoseDeadlineHasPassedIsNotEmbedded() {
    try (BiEncoder encoder = open(ModelSettings.NONE)) {
      assertThatThrownBy(() -> encoder.embedQuery("river", 0).join())
          .hasCauseInstanceOf(DeadlineException.class);
      assertThat(encoder.statistics().runs()).isZero();
    }
  }

  @Test
  void modelWithoutStatedPoolingIsRefused() {
    ModelDirectory bert = TinyModels.directory("bert-bi-encoder");
    ModelDirectory silent =
        new ModelDirectory(bert.path(), "silent", bert.onnxFile(), bert.hash(), ModelSettings.NONE);

    assertThatThrownBy(() -> BiEncoder.open(silent, ModelSettings.NONE, scheduler, 100))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("CLS or MEAN");
  }

  @ParameterizedTest
  @CsvSource({
    "no-input-ids.onnx, no input input_ids, 'tokens int64[-1, -1]'",
    "position-ids.onnx, wants the input position_ids, 'input_ids int64[-1, -1]'",
    "rank-two.onnx, 'float[batch, tokens, dimension]', 'last_hidden_state float[-1, 4]'",
    "three-logits.onnx, last_hidden_state, 'logits float[-1, 3]'"
  })
  void unfitModelIsRefusedWithWhatItHolds(String file, String why, String held) {
    ModelSettings settings = TinyModels.onnxFile(file);
    ModelDirectory wrong = ModelDirectory.open(TinyModels.path("wrong"), "wrong", settings);

    assertThatThrownBy(() -> BiEncoder.open(wrong, settings, scheduler, 100))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(file)
        .hasMessageContaining(why)
        .hasMessageContaining(held);
  }

  private static ModelSettings raw(Pooling pooling) {
    return new ModelSettings(null, pooling, "", "", null, false);
  }

  private BiEncoder open(ModelSettings settings) {
    return BiEncoder.open(TinyModels.directory("bert-bi-encoder"), settings, scheduler, 100);
  }

  @Test
  void aQueryThatComesAgainIsNotEmbeddedAgain() {
    try (BiEncoder encoder = open(ModelSettings.NONE)) {
      float[] first = encoder.embedQuery("river", Long.MAX_VALUE).join();

      assertThat(encoder.embedQuery("river", Long.MAX_VALUE).join()).isEqualTo(first);
      assertThat(encoder.embedQuery("fish", Long.MAX_VALUE).join()).isNotEqualTo(first);
      assertThat(encoder.statistics().runs()).isEqualTo(2);
      assertThat(encoder.statistics().remembered()).isEqualTo(1);
    }
  }

  private static double length(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += value * value;
    }
    return Math.sqrt(square);
  }
}
