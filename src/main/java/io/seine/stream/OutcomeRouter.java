package io.seine.stream;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.stage.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Parts the outcomes of a stage: outputs go on, dead letters to the side output {@link
 * #DEAD_LETTERS}.
 */
final class OutcomeRouter<O> extends ProcessFunction<Outcome<O>, O> {
  private static final long serialVersionUID = 1L;

  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", CborTypeInfo.of(DeadLetter.class));

  private transient Map<ErrorCode, LongConsumer> counters;

  @Override
  public void open(OpenContext context) {
    FlinkTelemetry telemetry = new FlinkTelemetry(getRuntimeContext().getMetricGroup());
    counters = new EnumMap<>(ErrorCode.class);
    for (ErrorCode code : ErrorCode.values()) {
      counters.put(code, telemetry.counter("dead_letters", "code", code.code()));
    }
  }

  @Override
  public void processElement(Outcome<O> outcome, Context context, Collector<O> out) {
    if (outcome instanceof Outcome.Output<O> output) {
      out.collect(output.value());
    } else if (outcome instanceof Outcome.Rejected<O> rejected) {
      LongConsumer counter = counters.get(rejected.letter().code());
      if (counter != null) {
        counter.accept(1);
      }
      context.output(DEAD_LETTERS, rejected.letter());
    }
  }
}
