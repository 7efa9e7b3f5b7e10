package io.seine.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InferenceRuntimeTest {
  private static final String BI_ENCODER = TinyModels.path("bert-bi-encoder").toString();
  private static final String CROSS_ENCODER = TinyModels.path("bert-cross-encoder").toString();

  @TempDir private Path cache;

  @Test
  void leasesShareModelsThatAreLoadedOnce() {
    try (InferenceRuntime.Lease lease = InferenceRuntime.acquire(settings(1));
        InferenceRuntime.Lease other = InferenceRuntime.acquire(settings(1))) {
      List<CompletableFuture<BiEncoder>> encoders =
          IntStream.range(0, 6)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () ->
                              (i % 2 == 0 ? lease : other)
                                  .biEncoder(BI_ENCODER, ModelSettings.NONE)))
              .toList();

      assertThat(encoders.stream().map(CompletableFuture::join).distinct()).hasSize(1);
      assertThat(lease.crossEncoder(CROSS_ENCODER, ModelSettings.NONE))
          .isSameAs(other.crossEncoder(CROSS_ENCODER, ModelSettings.NONE));
    }
  }

  @Test
  void otherSettingsMakeAnotherModel() {
    ModelSettings cls = new ModelSettings(null, Pooling.CLS, null, null, null, null);
    try (InferenceRuntime.Lease lease = InferenceRuntime.acquire(settings(1))) {
      assertThat(lease.biEncoder(BI_ENCODER, cls))
          .isNotSameAs(lease.biEncoder(BI_ENCODER, ModelSettings.NONE));
    }
  }

  @Test
  void modelsWorkUntilTheLastLeaseIsClosed() {
    InferenceRuntime.Lease lease = InferenceRuntime.acquire(settings(1));
    InferenceRuntime.Lease other = InferenceRuntime.acquire(settings(1));
    BiEncoder encoder = lease.biEncoder(BI_ENCODER, ModelSettings.NONE);

    lease.close();
    lease.close();
    assertThat(encoder.embedDocuments(List.of("river")).join()).hasSize(1);
    other.close();

    assertThatThrownBy(() -> encoder.embedDocuments(List.of("river")).join())
        .hasMessageContaining("closed");
  }

  @Test
  void coresOfTheFirstLeaseHoldUntilTheLastIsClosed() {
    try (InferenceRuntime.Lease lease = InferenceRuntime.acquire(settings(1));
        InferenceRuntime.Lease other = InferenceRuntime.acquire(settings(2))) {
      assertThat(other.scheduler()).isSameAs(lease.scheduler());
      assertThat(other.scheduler().workers()).isEqualTo(1);
    }
    try (InferenceRuntime.Lease next = InferenceRuntime.acquire(settings(2))) {
      assertThat(next.scheduler().workers()).isEqualTo(2);
    }
  }

  @Test
  void closedLeaseGivesNoModel() {
    InferenceRuntime.Lease lease = InferenceRuntime.acquire(settings(1));
    lease.close();

    assertThatThrownBy(() -> lease.biEncoder(BI_ENCODER, ModelSettings.NONE))
        .isInstanceOf(IllegalStateException.class);
  }

  private InferenceSettings settings(int cores) {
    return new InferenceSettings(
        ExecutionProvider.CPU, cores, QueryOrder.DEADLINE, 0.2, 0, 0, cache);
  }
}
