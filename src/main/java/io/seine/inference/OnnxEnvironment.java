package io.seine.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ONNX Runtime in this process, which tells nobody that it is used. */
final class OnnxEnvironment {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxEnvironment.class);
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
      keepUntilTheProcessEnds();
      OnnxLibraries.deleteAtTheEnd();
      return environment;
    }

    /**
     * Takes a second reference to the native environment, which counts them. ONNX Runtime's own
     * shutdown hook releases the first one while models may still run on other threads, and without
     * a second one that is the end of the environment under them: a JVM that is stopped crashes
     * instead. There is no public way to take one.
     */
    private static void keepUntilTheProcessEnds() {
      try {
        Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
        api.setAccessible(true);
        Method createHandle =
            OrtEnvironment.class.getDeclaredMethod(
                "createHandle", long.class, int.class, String.class);
        createHandle.setAccessible(true);
        createHandle.invoke(
            null,
            api.getLong(null),
            OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(),
            OrtEnvironment.DEFAULT_NAME);
      } catch (ReflectiveOperationException | RuntimeException e) {
        LOG.warn(
            "This version of ONNX Runtime is not the one that Seine knows: a process that is stopped"
                + " while models run may crash instead of ending",
            e);
      }
    }
  }

  /** As {@link #get}, after the check that it can begin at all. */
  static OrtEnvironment begin() {
    checkCommandLine(System.getenv(SWITCH), commandLineLength());
    return get();
  }
}
