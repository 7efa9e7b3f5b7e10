package io.seine.stream;

import io.seine.stage.Stage;
import io.seine.stage.Telemetry;
import java.io.Serializable;

/** Opens a stage in the process that runs it: sent there by Flink, so it holds settings only. */
@FunctionalInterface
public interface StageFactory<I, O> extends Serializable {
  Stage<I, O> open(Telemetry telemetry) throws Exception;
}
