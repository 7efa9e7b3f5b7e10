package io.seine.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime in this process, which tells nobody that it is used. */
final class OnnxEnvironment {
  static final String SWITCH = "ORT_DISABLE_TELEMETRY";

  /**
   * In ONNX Runtime 1.29.0 for Linux what prepares the telemetry crashes the process if the command
   * line has about 4,000 bytes or more; 3,963 were well, 4,003 were not.
   */
  private static final int LONGEST_COMMAND_LINE = 3900;

  private OnnxEnvironment() {}

  static OrtEnvironment get() {
    return Holder.ENVIRONMENT;
  }

  /**
   * @param telemetrySwitch the value of the environment variable {@link #SWITCH}
   * @param commandLineLength in bytes
   * @throws ModelException instead of a crash that would end the process without a word
   */
  static void checkCommandLine(@Nullable String telemetrySwitch, int commandLineLength) {
    if (telemetrySwitch == null && commandLineLength > LONGEST_COMMAND_LINE) {
      throw new ModelException(
          "ONNX Runtime would crash this process: its telemetry fails on command lines as long as"
              + " this one ("
              + commandLineLength
              + " bytes). Set the environment variable "
              + SWITCH
              + "=1 for the process.");
    }
  }

  private static int commandLineLength() {
    Path commandLine = Path.of("/proc/self/cmdline");
    try {
      return Files.isReadable(commandLine) ? Files.readAllBytes(commandLine).length : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Begun once, at the first use. */
  private static final class Holder {
    static final OrtEnvironment ENVIRONMENT = begin();

    private static OrtEnvironment begin() {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      try {
        environment.setTelemetry(false);
      } catch (OrtException e) {
        throw new ModelException("ONNX Runtime does not start: " + e.getMessage(), e);
      }
      return environment;
    }
  }

  /** As {@link #get}, after the check that it can begin at all. */
  static OrtEnvironment begin() {
    checkCommandLine(System.getenv(SWITCH), commandLineLength());
    return get();
  }
}
