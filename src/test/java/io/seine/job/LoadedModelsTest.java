package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.inference.InferenceRuntime;
import io.seine.message.SourceRecord;
import io.seine.message.Sourced;
import io.seine.stage.Outcome;
import io.seine.stage.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoadedModelsTest {
  private final List<String> closed = new ArrayList<>();

  private static Settings cores(int cores) {
    return Settings.of(Map.of("inference.cores", Integer.toString(cores)), IndexDocuments.SETTINGS);
  }

  static List<Throwable> failures() {
    return List.of(
        new IOException("no index"),
        new IllegalStateException("a defect"),
        new NoClassDefFoundError("a library that is not in lib/"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whateverKeepsAStageFromOpeningNothingStaysOpen(Throwable failure) {
    assertThatThrownBy(
            () ->
                LoadedModels.use(
                    cores(1),
                    models -> {
                      models.own(() -> closed.add("connection"));
                      assertThat(coresInUse()).isEqualTo(1);
                      if (failure instanceof Error error) {
                        throw error;
                      }
                      throw (Exception) failure;
                    }))
        .isSameAs(failure);

    assertThat(closed).containsExactly("connection");
    assertThat(coresInUse()).as("cores, which the first to hold the models decides").isEqualTo(2);
  }

  @Test
  void whatAStageOwnsIsClosedAfterItAndBeforeTheModelsAreLetGo() throws Exception {
    Stage<SourceRecord, Sourced> stage =
        LoadedModels.use(
            cores(1),
            models -> {
              models.own(() -> closed.add("connection of models on " + coresInUse()));
              models.own(() -> closed.add("lookup"));
              return new Stage<SourceRecord, Sourced>() {
                @Override
                public CompletableFuture<Outcome<Sourced>> apply(SourceRecord input) {
                  return CompletableFuture.completedFuture(Outcome.output(input));
                }

                @Override
                public void close() {
                  closed.add("stage");
                }
              };
            });
    assertThat(closed).isEmpty();
    stage.close();

    assertThat(closed).containsExactly("stage", "lookup", "connection of models on 1");
    assertThat(coresInUse()).isEqualTo(2);
  }

  /** Two, unless somebody holds the models already. */
  private static int coresInUse() {
    try (InferenceRuntime.Lease lease =
        InferenceRuntime.acquire(ModelOptions.inference(cores(2)))) {
      return lease.scheduler().workers();
    }
  }
}
