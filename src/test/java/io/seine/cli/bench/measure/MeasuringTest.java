package io.seine.cli.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MeasuringTest {
  @Test
  void aQuantileIsAValueThatWasSeen() {
    Distribution hundred = new Distribution(LongStream.rangeClosed(1, 100).boxed().toList());
    assertThat(hundred.quantile(0.5)).isEqualTo(50);
    assertThat(hundred.quantile(0.99)).isEqualTo(99);
    assertThat(hundred.quantile(1)).isEqualTo(100);
    assertThat(hundred.max()).isEqualTo(100);
    assertThat(new Distribution(List.of()).quantile(0.99)).isZero();
    assertThat(new Distribution(List.of(7L)).quantile(0.5)).isEqualTo(7);
  }

  @Test
  void aSlopeLeavesTheWarmingOut() {
    List<Double> growing = IntStream.range(0, 30).mapToObj(i -> 100.0 + i).toList();
    assertThat(MemoryWatch.slope(growing)).isCloseTo(1, within(1e-9));
    List<Double> flat = new ArrayList<>(IntStream.range(0, 10).mapToObj(i -> 10.0 * i).toList());
    flat.addAll(IntStream.range(0, 20).mapToObj(i -> 200.0).toList());
    assertThat(MemoryWatch.slope(flat)).isCloseTo(0, within(1e-9));
    assertThat(MemoryWatch.slope(List.of(5.0))).isZero();
  }

  @Test
  void aProcessIsCalledWhatItIs() {
    assertThat(
            JavaProcess.name(
                "io.seine.servers.flink.FlinkProcess org.apache.flink.runtime.taskexecutor.TaskManagerRunner --configDir c"))
        .isEqualTo("Flink's TaskManager");
    assertThat(JavaProcess.name("io.seine.peers.PeerProcess bare /m 2 1")).isEqualTo("bare loop");
    assertThat(JavaProcess.name("io.seine.cli.Main up")).isEqualTo("Main");
  }
}
