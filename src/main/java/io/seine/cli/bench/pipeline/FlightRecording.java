package io.seine.cli.bench.pipeline;

import io.seine.cli.bench.measure.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import jdk.management.jfr.FlightRecorderMXBean;

/**
 * A recording of the JDK's flight recorder in another process, begun and ended while it runs, so
 * that it holds the load and nothing else.
 */
final class FlightRecording {
  private static final Duration JAVA_PERIOD = Duration.ofMillis(10);

  /** The least that the recorder allows. */
  private static final Duration NATIVE_PERIOD = Duration.ofMillis(10);

  private static final Duration CPU_PERIOD = Duration.ofSeconds(1);

  private final FlightRecorderMXBean recorder;
  private final long id;

  private FlightRecording(FlightRecorderMXBean recorder, long id) {
    this.recorder = recorder;
    this.id = id;
  }

  /** Begins a recording. */
  static FlightRecording begin(JavaProcess process) {
    FlightRecorderMXBean recorder = process.bean(FlightRecorderMXBean.class);
    long id = recorder.newRecording();
    recorder.setRecordingSettings(
        id,
        Map.of(
            "jdk.ExecutionSample#enabled",
            "true",
            "jdk.ExecutionSample#period",
            millis(JAVA_PERIOD),
            "jdk.NativeMethodSample#enabled",
            "true",
            "jdk.NativeMethodSample#period",
            millis(NATIVE_PERIOD),
            "jdk.ThreadCPULoad#enabled",
            "true",
            "jdk.ThreadCPULoad#period",
            millis(CPU_PERIOD),
            "jdk.CPULoad#enabled",
            "true",
            "jdk.CPULoad#period",
            millis(CPU_PERIOD)));
    recorder.startRecording(id);
    return new FlightRecording(recorder, id);
  }

  private static String millis(Duration period) {
    return period.toMillis() + " ms";
  }

  /**
   * Ends the recording.
   *
   * @param file where it is written; on this machine, by the process that was recorded
   */
  void end(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.deleteIfExists(file);
    recorder.stopRecording(id);
    recorder.copyTo(id, file.toAbsolutePath().toString());
    recorder.closeRecording(id);
  }

  /**
   * What a recording says of the process's time.
   *
   * @param cores of the machine, of which the recorder's loads are parts
   */
  static HotPath read(Path file, int cores) throws IOException {
    HotPath.Builder builder = new HotPath.Builder(JAVA_PERIOD.toNanos() / 1e9);
    double unit = cores * CPU_PERIOD.toNanos() / 1e9;
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        switch (event.getEventType().getName()) {
          case "jdk.ExecutionSample" -> sample(builder, event, false);
          case "jdk.NativeMethodSample" -> sample(builder, event, true);
          case "jdk.ThreadCPULoad" ->
              builder.spentByThread(
                  name(event.getThread()),
                  unit * (event.getFloat("user") + event.getFloat("system")));
          case "jdk.CPULoad" ->
              builder.spentByProcess(
                  unit * (event.getFloat("jvmUser") + event.getFloat("jvmSystem")));
          default -> {
            // Nothing else was asked for.
          }
        }
      }
    }
    return builder.build();
  }

  private static void sample(HotPath.Builder builder, RecordedEvent event, boolean inNative) {
    RecordedStackTrace stack = event.getStackTrace();
    List<HotPath.Frame> frames =
        stack == null
            ? List.of()
            : stack.getFrames().stream()
                .map(
                    frame ->
                        new HotPath.Frame(
                            frame.getMethod().getType().getName(), frame.getMethod().getName()))
                .toList();
    builder.sample(name(event.getThread("sampledThread")), inNative, frames);
  }

  private static String name(RecordedThread thread) {
    String name = thread.getJavaName();
    return name == null ? String.valueOf(thread.getOSName()) : name;
  }
}
