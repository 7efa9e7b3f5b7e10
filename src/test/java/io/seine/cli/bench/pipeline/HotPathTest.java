package io.seine.cli.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seine.cli.bench.measure.JavaProcess;
import io.seine.cli.bench.pipeline.HotPath.Frame;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HotPathTest {
  private static final Frame RUN = new Frame("ai.onnxruntime.OrtSession", "run");
  private static final Frame ENCODE =
      new Frame("ai.djl.huggingface.tokenizers.jni.TokenizersLibrary", "encode");
  private static final Frame PARSE = new Frame("com.fasterxml.jackson.core.JsonParser", "next");
  private static final Frame STAGE = new Frame("io.seine.stage.RerankCandidates", "apply");
  private static final Frame WAIT = new Frame("sun.nio.ch.EPoll", "wait");
  private static final Frame ARRAYS = new Frame("java.util.Arrays", "fill");

  private static void repeat(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      action.run();
    }
  }

  @Test
  void nativeTimeIsWhatIsLeftOfAThreadAndPartedByItsSamples() {
    HotPath.Builder builder = new HotPath.Builder(0.01);
    builder.spentByThread("seine-inference-0", 8);
    builder.spentByThread("task (1/2)", 1);
    builder.spentByProcess(10);
    // A second in Java; of the seven that are left, two of seven samples tokenise.
    repeat(100, () -> builder.sample("seine-inference-0", false, List.of(ARRAYS, STAGE)));
    repeat(5, () -> builder.sample("seine-inference-0", true, List.of(RUN, STAGE)));
    repeat(2, () -> builder.sample("seine-inference-0", true, List.of(ENCODE, STAGE)));
    builder.sample("task (1/2)", false, List.of(PARSE, STAGE));
    repeat(500, () -> builder.sample("task (1/2)", true, List.of(WAIT)));

    HotPath path = builder.build();

    assertThat(path.work().get("ONNX Runtime")).isCloseTo(0.5, within(1e-9));
    assertThat(path.work().get("tokenising")).isCloseTo(0.2, within(1e-9));
    assertThat(path.work().get("Seine itself")).isCloseTo(0.1, within(1e-9));
    assertThat(path.work().get("JSON and CBOR")).isCloseTo(0.1, within(1e-9));
    assertThat(path.work().get(HotPath.JVM)).isCloseTo(0.1, within(1e-9));
    assertThat(path.work().keySet()).first().isEqualTo("ONNX Runtime");
    assertThat(path.threads().get("seine-inference-N")).isCloseTo(0.8, within(1e-9));
    assertThat(path.methods().get("OrtSession.run")).isCloseTo(0.5, within(1e-9));
    assertThat(path.methods()).doesNotContainKey("EPoll.wait");
    assertThat(path.text()).contains("50.0 %  ONNX Runtime");
    assertThat(path.json().at("/threads/seine-inference-N").asDouble())
        .isCloseTo(0.8, within(1e-9));
  }

  @Test
  void aThreadThatIsNeverSeenIsKnownByItsName() {
    HotPath.Builder builder = new HotPath.Builder(0.01);
    builder.spentByThread("C2 CompilerThread0", 2);
    builder.spentByThread("httpclient-dispatch-1", 1);
    builder.spentByThread("quiet", 1);
    assertThat(builder.build().work())
        .containsEntry(HotPath.JVM, 0.5)
        .containsEntry("OpenSearch client", 0.25)
        .containsEntry(HotPath.OTHER, 0.25);
    assertThat(new HotPath.Builder(0.01).build().work()).isEmpty();
  }

  @Test
  void aRecordingTellsWhichThreadSpentTheTime(@TempDir Path folder) throws Exception {
    JavaProcess self = JavaProcess.family("this").get(0);
    Path file = folder.resolve("self.jfr");

    FlightRecording recording = FlightRecording.begin(self);
    Thread busy = new Thread(HotPathTest::spendTwoSeconds, "seine-busy-7");
    busy.start();
    busy.join();
    recording.end(file);
    HotPath path = FlightRecording.read(file, Runtime.getRuntime().availableProcessors());

    assertThat(path.threads()).containsKey("seine-busy-N");
    assertThat(path.methods()).containsKey("HotPathTest.burn");
    assertThat(path.work()).containsKey("Seine itself");
  }

  private static void spendTwoSeconds() {
    long sum = 0;
    while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
        < Duration.ofSeconds(2).toNanos()) {
      sum += burn();
    }
    assertThat(sum).isNotZero();
  }

  private static long burn() {
    long sum = 1;
    for (int i = 1; i < 5_000_000; i++) {
      sum += sum % i + i;
    }
    return sum;
  }
}
