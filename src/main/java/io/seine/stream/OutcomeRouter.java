package io.seine.stream;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.Sourced;
import io.seine.stage.LogFields;
import io.seine.stage.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts the outcomes of a stage: outputs go on, dead letters to the side output {@link
 * #DEAD_LETTERS}, each counted and with a line in the log.
 */
final class OutcomeRouter<O extends Sourced> extends ProcessFunction<Outcome<O>, O> {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeRouter.class);
  private static final long serialVersionUID = 1L;

  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", CborTypeInfo.of(DeadLetter.class));

  private final Observation observation;
  private transient Map<ErrorCode, LongConsumer> counters;

  OutcomeRouter(Observation observation) {
    this.observation = observation;
  }

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
      log(rejected.letter());
      context.output(DEAD_LETTERS, rejected.letter());
    }
  }

  /** Without the letter's message, which may quote the record: that stands in the letter alone. */
  private void log(DeadLetter letter) {
    String subject = letter.subject();
    LogFields.of(observation.records(), letter.source(), subject)
        .with("code", letter.code().code())
        .with("stage", letter.stage())
        .around(
            () ->
                LOG.warn(
                    "The {} {} at {} became a dead letter: {}, found by {}",
                    observation.records().word(),
                    subject == null ? "of unknown id" : LogFields.quoted(subject),
                    letter.source().position(),
                    letter.code().code(),
                    letter.stage()));
  }
}
