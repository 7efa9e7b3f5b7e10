package io.seine.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtProvider;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A provider that wants batches gives what one that does not gives. There is none on the machines
 * that this is tested on: here the CPU is made to take batches.
 */
@Timeout(60)
class BatchingTest {
  private static final long NEVER = Long.MAX_VALUE;
  private static final List<String> TEXTS =
      IntStream.range(0, 40).mapToObj(i -> "river " + "fish net ".repeat(i % 7) + i % 5).toList();

  private final InferenceScheduler single =
      new InferenceScheduler(
          ExecutionProvider.CPU, 1, QueryOrder.DEADLINE, 0.5, InstantSource.system());
  private final InferenceScheduler batching =
      new InferenceScheduler(
          ExecutionProvider.CPU,
          new BatchLimits(1_000, 16),
          1,
          QueryOrder.DEADLINE,
          0.5,
          InstantSource.system());

  @AfterEach
  void close() {
    single.close();
    batching.close();
  }

  /**
   * Keeps the only worker busy until all of this waits, so that it has something to choose from.
   */
  private void whileBusy(Runnable submit) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    batching.submit(
        Lane.QUERY_EMBEDDING,
        NEVER,
        1,
        (worker, index) -> {
          begun.countDown();
          release.await();
        });
    begun.await();
    submit.run();
    release.countDown();
  }

  private static CrossEncoder crossEncoder(String name, InferenceScheduler scheduler) {
    return CrossEncoder.open(TinyModels.directory(name), ModelSettings.NONE, scheduler, 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-cross-encoder", "xlm-roberta-cross-encoder"})
  void pairsOfSeveralQueriesHaveTheScoresThatTheyHaveAlone(String model) throws Exception {
    try (CrossEncoder together = crossEncoder(model, batching);
        CrossEncoder alone = crossEncoder(model, single)) {
      List<Reading> readings = new ArrayList<>();
      whileBusy(
          () -> {
            for (String query : List.of("berlin", "how many people live in berlin")) {
              readings.add(together.read(query, TEXTS, NEVER));
            }
          });
      Reading expected = alone.read("how many people live in berlin", TEXTS, NEVER);

      assertThat(readings.get(1).completion().join()).isEqualTo(TEXTS.size());
      expected.completion().join();
      for (int i = 0; i < TEXTS.size(); i++) {
        assertThat(readings.get(1).logit(i)).isEqualTo(expected.logit(i), within(1e-5));
      }
      assertThat(readings.get(1).logit(1)).isNotEqualTo(readings.get(0).logit(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-bi-encoder", "pooled-bi-encoder"})
  void vectorsAreTheOnesThatTheTextsHaveAlone(String model) throws Exception {
    ModelDirectory directory = TinyModels.directory(model);
    try (BiEncoder together = BiEncoder.open(directory, ModelSettings.NONE, batching, 100);
        BiEncoder alone = BiEncoder.open(directory, ModelSettings.NONE, single, 100)) {
      List<CompletableFuture<List<float[]>>> made = new ArrayList<>();
      whileBusy(
          () -> {
            made.add(together.embedDocuments(TEXTS.subList(0, 17)));
            made.add(together.embedDocuments(TEXTS.subList(17, 40)));
          });
      List<float[]> expected = alone.embedDocuments(TEXTS).join();

      List<float[]> vectors = new ArrayList<>(made.get(0).join());
      vectors.addAll(made.get(1).join());
      for (int i = 0; i < TEXTS.size(); i++) {
        assertThat(vectors.get(i)).containsExactly(expected.get(i), within(1e-5f));
      }
      assertThat(together.statistics().runs()).isEqualTo(TEXTS.size());
      assertThat(together.statistics().tokens()).isEqualTo(alone.statistics().tokens());
    }
  }

  @Test
  void whatIsRememberedIsNotReadWithTheOthers() throws Exception {
    try (CrossEncoder encoder = crossEncoder("bert-cross-encoder", batching)) {
      encoder.read("berlin", List.of("river", "fish"), NEVER).completion().join();
      List<Reading> readings = new ArrayList<>();
      whileBusy(() -> readings.add(encoder.read("berlin", List.of("net", "fish", "river"), NEVER)));

      assertThat(readings.get(0).completion().join()).isEqualTo(3);
      assertThat(encoder.statistics().runs()).isEqualTo(3);
      assertThat(encoder.statistics().remembered()).isEqualTo(2);
      assertThat(readings.get(0).logit(1)).isNotNaN();
    }
  }

  /** Runs of a model that never succeeds with more than one, and of which one is at fault. */
  private record Troubled(Model model, int bad, List<Integer> done) implements JoinableRun {
    @Override
    public int length(int index) {
      return 1;
    }

    @Override
    public TextTokenizer.Tokens input(int index) {
      return new TextTokenizer.Tokens(new long[1], new long[1], false);
    }

    @Override
    public boolean recall(int index, TextTokenizer.Tokens input) {
      return false;
    }

    @Override
    public void accept(int index, TextTokenizer.Tokens input, float[] output) {
      throw new AssertionError("there is no output");
    }

    @Override
    public void execute(int worker, int index) {
      if (index == bad) {
        throw new IllegalStateException("bad");
      }
      done.add(index);
    }
  }

  @Test
  void ofABatchThatFailsEachRunIsTriedAlone() throws Exception {
    JoinableRun.Model broken =
        (worker, inputs) -> {
          throw new IllegalStateException("together they fail");
        };
    Troubled good = new Troubled(broken, -1, new ArrayList<>());
    List<RunBatch> batches = new ArrayList<>();
    whileBusy(
        () -> {
          batches.add(
              batching.submit(Lane.DOCUMENT, NEVER, 2, new Troubled(broken, 0, new ArrayList<>())));
          batches.add(batching.submit(Lane.DOCUMENT, NEVER, 3, good));
        });

    assertThat(batches.get(1).completion().join()).isEqualTo(3);
    assertThat(good.done()).containsExactly(0, 1, 2);
    assertThatThrownBy(() -> batches.get(0).completion().join()).hasRootCauseMessage("bad");
  }

  @Test
  void aProviderThatIsNotThereSaysHowToGetIt() {
    ExecutionProvider.CPU.requireAmong(EnumSet.of(OrtProvider.CPU));
    ExecutionProvider.CUDA.requireAmong(EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA));
    assertThatThrownBy(() -> ExecutionProvider.CUDA.requireAmong(EnumSet.of(OrtProvider.CPU)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("inference.provider is 'cuda'")
        .hasMessageContaining("only [CPU]")
        .hasMessageContaining("onnxruntime_gpu");
  }

  @Test
  void theCpuTakesOneRunAtATimeAndADeviceBatches() {
    assertThat(ExecutionProvider.CPU.batchLimits()).isNull();
    assertThat(ExecutionProvider.CPU.workers(7)).isEqualTo(7);
    assertThat(ExecutionProvider.CUDA.batchLimits()).isNotNull();
  }
}
