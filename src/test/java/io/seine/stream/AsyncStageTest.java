package io.seine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.message.RecordKind;
import io.seine.message.SourceRecord;
import io.seine.stage.Outcome;
import io.seine.stage.Stage;
import io.seine.stage.StageFailure;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.metrics.groups.OperatorMetricGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.util.MockStreamingRuntimeContext;
import org.junit.jupiter.api.Test;

/** What an operator that does not open leaves behind. */
class AsyncStageTest {
  private static final Observation UNTRACED = new Observation("job", RecordKind.DOCUMENT, "");
  private static final Observation TRACED =
      new Observation("job", RecordKind.DOCUMENT, "http://127.0.0.1:9");

  private final AtomicInteger closed = new AtomicInteger();

  /** A stage that counts how often it is closed. */
  private final class Counting implements Stage<SourceRecord, SourceRecord> {
    @Override
    public CompletionStage<Outcome<SourceRecord>> apply(SourceRecord input) {
      return CompletableFuture.completedFuture(Outcome.output(input));
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private static void open(AsyncStage<SourceRecord, SourceRecord> stage) throws Exception {
    stage.open(DefaultOpenContext.INSTANCE);
  }

  private static AsyncStage<SourceRecord, SourceRecord> stage(
      Observation observation, StageFactory<SourceRecord, SourceRecord> factory) {
    AsyncStage<SourceRecord, SourceRecord> stage =
        new AsyncStage<>("decode-documents", 10, observation, factory);
    stage.setRuntimeContext(new MockStreamingRuntimeContext(1, 0));
    return stage;
  }

  /** Whether a way for spans is open: while one is, their library does not log by itself. */
  private static boolean exportsSpans() {
    return !Logger.getLogger("io.opentelemetry").getUseParentHandlers();
  }

  @Test
  void anErrorLetsGoOfTheWayForSpans() {
    NoClassDefFoundError missing = new NoClassDefFoundError("a library that is not in lib/");
    AsyncStage<SourceRecord, SourceRecord> stage =
        stage(
            TRACED,
            telemetry -> {
              assertThat(exportsSpans()).isTrue();
              throw missing;
            });

    assertThatThrownBy(() -> open(stage)).isSameAs(missing);
    assertThat(exportsSpans()).isFalse();
  }

  @Test
  void aStageIsClosedWhenALaterStepFails() throws Exception {
    AsyncStage<SourceRecord, SourceRecord> stage = stage(UNTRACED, telemetry -> new Counting());
    stage.setRuntimeContext(
        new MockStreamingRuntimeContext(1, 0) {
          @Override
          public OperatorMetricGroup getMetricGroup() {
            return withoutHistograms();
          }
        });

    assertThatThrownBy(() -> open(stage)).isInstanceOf(IllegalStateException.class);
    // As Flink does with whatever it began to open.
    stage.close();
    assertThat(closed).hasValue(1);
  }

  private static OperatorMetricGroup withoutHistograms() {
    return (OperatorMetricGroup)
        Proxy.newProxyInstance(
            AsyncStageTest.class.getClassLoader(),
            new Class<?>[] {OperatorMetricGroup.class},
            (group, method, arguments) -> {
              switch (method.getName()) {
                case "histogram" -> throw new IllegalStateException("no histogram");
                case "addGroup" -> {
                  return group;
                }
                default -> {
                  return arguments == null ? null : arguments[arguments.length - 1];
                }
              }
            });
  }

  @Test
  void aStageThatIsOpenIsClosedOnceWithTheOperator() throws Exception {
    AsyncStage<SourceRecord, SourceRecord> stage = stage(TRACED, telemetry -> new Counting());
    open(stage);
    assertThat(exportsSpans()).isTrue();
    stage.close();

    assertThat(closed).hasValue(1);
    assertThat(exportsSpans()).isFalse();
  }

  @Test
  void whatSomebodyHasToMendIsNotTriedAgain() {
    StageFailure failure = new StageFailure("the wrong index", new IllegalStateException());
    AsyncStage<SourceRecord, SourceRecord> stage =
        stage(
            UNTRACED,
            telemetry -> {
              throw failure;
            });

    assertThatThrownBy(() -> open(stage))
        .isInstanceOf(SuppressRestartsException.class)
        .hasCause(failure);
  }
}
