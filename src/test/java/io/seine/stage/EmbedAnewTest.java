package io.seine.stage;

import static io.seine.stage.Samples.CLOCK;
import static io.seine.stage.Samples.FAR;
import static io.seine.stage.Stages.output;
import static io.seine.stage.Stages.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EmbedAnewTest {
  private final List<EmbeddedQuery> passed = new ArrayList<>();
  private final EmbedQuery embed =
      new EmbedQuery(
          (text, deadline) -> CompletableFuture.completedFuture(new float[] {7}),
          "mine",
          CLOCK,
          new RecordedTelemetry());
  private final EmbedAnew<EmbeddedQuery, String> stage =
      new EmbedAnew<>(
          query -> query.fits("mine"),
          query -> embed.apply(query.pending()),
          query -> {
            passed.add(query);
            return CompletableFuture.completedFuture(Outcome.output("done"));
          });

  private static EmbeddedQuery query(@Nullable String model, long deadline) {
    return new EmbeddedQuery(
        Samples.pending(Samples.query(1, 1, deadline, true)), new float[] {1}, model, null, 1);
  }

  @Test
  void vectorsOfTheJobsOwnModelPass() throws Exception {
    output(stage, query("mine", FAR));
    assertThat(passed).singleElement().satisfies(q -> assertThat(q.vector()).containsExactly(1));
  }

  @Test
  void vectorsOfAnotherModelAreMadeAnew() throws Exception {
    output(stage, query("other", FAR));
    assertThat(passed)
        .singleElement()
        .satisfies(q -> assertThat(q.vector()).containsExactly(7))
        .satisfies(q -> assertThat(q.model()).isEqualTo("mine"));
  }

  @Test
  void whatAVersionWroteThatDidNotNameTheModelPasses() throws Exception {
    output(stage, query(null, FAR));
    assertThat(passed).singleElement().satisfies(q -> assertThat(q.vector()).containsExactly(1));
  }

  @Test
  void whatCannotBeEmbeddedIsADeadLetter() throws Exception {
    assertThat(rejection(stage, query("other", Samples.NOW - 1)).code())
        .isEqualTo(ErrorCode.DEADLINE_PASSED);
    assertThat(passed).isEmpty();
  }
}
