package io.seine.stream;

import io.seine.message.DeadLetter;
import io.seine.message.RankedResult.Status;
import io.seine.stage.AnsweredQuery;
import io.seine.stage.FailedAnswer;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Answers the queries that became dead letters, and counts them. */
public final class FailedAnswers extends RichMapFunction<DeadLetter, AnsweredQuery> {
  private static final long serialVersionUID = 1L;

  private transient LongConsumer failed;

  @Override
  public void open(OpenContext context) {
    failed =
        new FlinkTelemetry(getRuntimeContext().getMetricGroup())
            .counter("results", "status", Status.FAILED.code());
  }

  @Override
  public AnsweredQuery map(DeadLetter letter) {
    failed.accept(1);
    return FailedAnswer.of(letter, System.currentTimeMillis());
  }
}
