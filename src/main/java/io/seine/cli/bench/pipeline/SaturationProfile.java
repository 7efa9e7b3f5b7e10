package io.seine.cli.bench.pipeline;

import io.seine.cli.bench.live.LiveSeine;
import io.seine.cli.bench.load.QueryStream;
import io.seine.cli.bench.measure.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where a process's time goes while there is always another query. */
final class SaturationProfile {
  private final LiveSeine seine;
  private final JavaProcess process;

  SaturationProfile(LiveSeine seine, JavaProcess process) {
    this.seine = seine;
    this.process = process;
  }

  /**
   * Asks all queries once, and records the process meanwhile.
   *
   * @param file of the recording, which stays
   * @param cores of this machine
   */
  HotPath record(List<String> queries, Path file, int cores) throws IOException {
    FlightRecording recording = FlightRecording.begin(process);
    seine.ask(QueryStream.of(queries), QueryStream.SATURATING, result -> {});
    recording.end(file);
    return FlightRecording.read(file, cores);
  }
}
