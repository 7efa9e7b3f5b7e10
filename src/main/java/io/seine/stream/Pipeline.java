package io.seine.stream;

import io.seine.message.DeadLetter;
import io.seine.message.SourceRecord;
import io.seine.message.Sourced;
import io.seine.stage.Outcome;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * A row of stages as Flink operators: the outputs of the last one, and the dead letters of all. The
 * operators of a row are chained into one task, so that a checkpoint never waits behind records
 * that wait for a core.
 */
public final class Pipeline<T extends Sourced> {
  private final Observation observation;
  private final DataStream<T> outputs;
  private final @Nullable DataStream<DeadLetter> deadLetters;

  private Pipeline(
      Observation observation,
      DataStream<T> outputs,
      @Nullable DataStream<DeadLetter> deadLetters) {
    this.observation = observation;
    this.outputs = outputs;
    this.deadLetters = deadLetters;
  }

  /** The row that begins with the records of a topic. */
  public static Pipeline<SourceRecord> from(
      StreamExecutionEnvironment env,
      String name,
      Observation observation,
      KafkaSource<SourceRecord> source) {
    return new Pipeline<>(
        observation,
        env.fromSource(source, WatermarkStrategy.noWatermarks(), name).uid(name),
        null);
  }

  /**
   * The row with one more stage.
   *
   * @param name the operator's name and uid
   * @param capacity how many inputs of the stage are under way at once, in each subtask; when so
   *     many are, the stages before it wait
   */
  public <O extends Sourced> Pipeline<O> then(
      String name, int capacity, Class<O> type, StageFactory<T, O> factory) {
    String routerName = name + "-outcomes";
    DataStream<Outcome<O>> outcomes =
        AsyncDataStream.unorderedWait(
                outputs,
                new AsyncStage<>(name, capacity, observation, factory),
                // Stages keep their own deadlines; an operator's timeout would fail the job.
                0,
                TimeUnit.MILLISECONDS,
                capacity)
            .returns(CborTypeInfo.outcomeOf(type))
            .name(name)
            .uid(name);
    SingleOutputStreamOperator<O> next =
        outcomes
            .process(new OutcomeRouter<O>(observation))
            .returns(CborTypeInfo.of(type))
            .name(routerName)
            .uid(routerName);
    DataStream<DeadLetter> rejected = next.getSideOutput(OutcomeRouter.DEAD_LETTERS);
    return new Pipeline<>(
        observation, next, deadLetters == null ? rejected : deadLetters.union(rejected));
  }

  public DataStream<T> outputs() {
    return outputs;
  }

  /** What any stage of the row gave up. */
  public DataStream<DeadLetter> deadLetters() {
    if (deadLetters == null) {
      throw new IllegalStateException("a row without a stage has no dead letters");
    }
    return deadLetters;
  }
}
