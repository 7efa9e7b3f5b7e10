package io.seine.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrossEncoderTest {
  private static final long NEVER = Long.MAX_VALUE;

  private final AtomicLong now = new AtomicLong();
  private final InferenceScheduler scheduler =
      new InferenceScheduler(
          ExecutionProvider.CPU,
          1,
          QueryOrder.DEADLINE,
          0.5,
          () -> Instant.ofEpochMilli(now.get()));

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void everyPassageGetsItsLogit() {
    try (CrossEncoder encoder = open("bert-cross-encoder")) {
      Reading reading = encoder.read("berlin", List.of("river", "fish", "river"), NEVER);

      assertThat(reading.completion().join()).isEqualTo(3);
      assertThat(reading.logit(0)).isEqualTo(reading.logit(2)).isNotEqualTo(reading.logit(1));
      // The third pair is the first again.
      assertThat(encoder.statistics().runs()).isEqualTo(2);
      assertThat(encoder.statistics().remembered()).isEqualTo(1);
    }
  }

  @Test
  void aListenerRunsAfterEachPassageThatIsRead() throws Exception {
    try (CrossEncoder encoder = open("bert-cross-encoder")) {
      CountDownLatch listened = new CountDownLatch(1);
      scheduler.submit(Lane.QUERY, NEVER, 1, (worker, index) -> listened.await());
      Reading reading = encoder.read("berlin", List.of("river", "fish", "river"), NEVER);
      List<Integer> read = new CopyOnWriteArrayList<>();
      reading.onRead(
          () ->
              read.add(
                  (int)
                      IntStream.range(0, 3).filter(i -> !Double.isNaN(reading.logit(i))).count()));
      listened.countDown();

      assertThat(reading.completion().get(20, TimeUnit.SECONDS)).isEqualTo(3);
      assertThat(read).containsExactly(1, 2, 3);
    }
  }

  @Test
  void aPairThatComesAgainIsNotReadAgain() {
    try (CrossEncoder encoder = open("bert-cross-encoder")) {
      double first = logit(encoder, "berlin", "river");
      long tokens = encoder.statistics().tokens();

      assertThat(logit(encoder, "Berlin", " river  ")).isEqualTo(first);
      assertThat(encoder.statistics().tokens()).isEqualTo(tokens);
      assertThat(logit(encoder, "river", "berlin")).isNotEqualTo(first);
      assertThat(logit(encoder, "berlin river", "")).isNotEqualTo(first);
      assertThat(encoder.statistics().runs()).isEqualTo(3);
    }
  }

  @Test
  void whatIsRememberedIsBounded() {
    ModelDirectory directory = TinyModels.directory("bert-cross-encoder");
    try (CrossEncoder encoder = CrossEncoder.open(directory, ModelSettings.NONE, scheduler, 0)) {
      assertThat(logit(encoder, "berlin", "river")).isEqualTo(logit(encoder, "berlin", "river"));
      assertThat(encoder.statistics().runs()).isEqualTo(2);
      assertThat(encoder.statistics().remembered()).isZero();
    }
  }

  private static double logit(CrossEncoder encoder, String query, String passage) {
    Reading reading = encoder.read(query, List.of(passage), NEVER);
    reading.completion().join();
    return reading.logit(0);
  }

  @Test
  void queryAndPassageAreToldApart() {
    try (CrossEncoder encoder = open("bert-cross-encoder")) {
      Reading one = encoder.read("berlin", List.of("river fish"), NEVER);
      Reading other = encoder.read("berlin river", List.of("fish"), NEVER);
      one.completion().join();
      other.completion().join();

      assertThat(one.logit(0)).isNotEqualTo(other.logit(0));
    }
  }

  @Test
  void withTwoClassesTheLogitIsTheDifference() throws Exception {
    ModelDirectory directory = TinyModels.directory("xlm-roberta-cross-encoder");
    assertThat(directory.stated().maxTokens()).isEqualTo(32);
    try (CrossEncoder encoder = open("xlm-roberta-cross-encoder");
        OnnxModel model = OnnxModel.open(directory.modelFile(), ExecutionProvider.CPU, 1);
        TextTokenizer tokenizer = TextTokenizer.open(directory.tokenizerFile(), 32)) {
      Reading reading = encoder.read("berlin", List.of("river"), NEVER);
      reading.completion().join();
      float[] logits = model.run(0, tokenizer.encodePair("berlin", "river"), "logits");

      assertThat(logits).hasSize(2);
      assertThat(reading.logit(0)).isEqualTo(logits[1] - logits[0], within(1e-6));
    }
  }

  @Test
  void afterTheDeadlineTheRestIsNotRead() {
    try (CrossEncoder encoder = open("bert-cross-encoder")) {
      now.set(100);
      Reading reading = encoder.read("berlin", List.of("river", "fish"), 100);

      assertThat(reading.completion().join()).isZero();
      assertThat(reading.logit(0)).isNaN();
    }
  }

  @Test
  void cancelledReadingReadsNoFurther() throws Exception {
    try (CrossEncoder encoder = open("bert-cross-encoder")) {
      CountDownLatch release = new CountDownLatch(1);
      scheduler.submit(Lane.QUERY, 1, 1, (worker, index) -> release.await());
      Reading reading = encoder.read("berlin", List.of("river", "fish"), NEVER);

      reading.cancel();
      release.countDown();

      assertThat(reading.completion().join()).isZero();
      assertThat(reading.logit(1)).isNaN();
    }
  }

  @Test
  void modelWithThreeLogitsIsRefused() {
    ModelSettings settings = TinyModels.onnxFile("three-logits.onnx");
    ModelDirectory wrong = ModelDirectory.open(TinyModels.path("wrong"), "wrong", settings);

    assertThatThrownBy(() -> CrossEncoder.open(wrong, settings, scheduler, 100))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("3 logits")
        .hasMessageContaining("logits float[-1, 3]");
  }

  @Test
  void aLogitThatIsNoNumberIsAFailureAndNoPassageUnread() {
    ModelSettings settings = TinyModels.onnxFile("no-number.onnx");
    ModelDirectory wrong = ModelDirectory.open(TinyModels.path("wrong"), "wrong", settings);

    try (CrossEncoder encoder = CrossEncoder.open(wrong, settings, scheduler, 100)) {
      assertThatThrownBy(() -> encoder.read("berlin", List.of("river"), NEVER).completion().join())
          .hasRootCauseInstanceOf(ArithmeticException.class)
          .hasMessageContaining("the logit of wrong is not a number");
    }
  }

  @Test
  void biEncoderIsRefusedAsACrossEncoder() {
    assertThatThrownBy(() -> open("bert-bi-encoder"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("output logits")
        .hasMessageContaining("last_hidden_state float[-1, -1, 4]");
  }

  @Test
  void sigmoidTurnsLogOddsIntoAProbability() {
    assertThat(CrossEncoder.sigmoid(0)).isEqualTo(0.5);
    assertThat(CrossEncoder.sigmoid(Math.log(3))).isEqualTo(0.75, within(1e-12));
    assertThat(CrossEncoder.sigmoid(-1000)).isZero();
    assertThat(CrossEncoder.sigmoid(1000)).isEqualTo(1);
  }

  private CrossEncoder open(String name) {
    return CrossEncoder.open(TinyModels.directory(name), ModelSettings.NONE, scheduler, 100);
  }
}
