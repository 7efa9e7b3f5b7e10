package io.seine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The job jar as it is submitted, with Flink's own libraries beside it and nothing else. */
class JobJarIT {
  @Test
  void itHoldsWhatSpansAreSentWith() throws Exception {
    String classPath =
        String.join(
            File.pathSeparator,
            Path.of("target", "dist", "usrlib", "seine-jobs.jar").toString(),
            Path.of("target", "servers", "flink", "target", "lib", "*").toString(),
            // For SpanProcess alone.
            Path.of("target", "test-classes").toString());
    try (OtlpStandIn collector = new OtlpStandIn()) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  classPath,
                  SpanProcess.class.getName(),
                  collector.endpoint())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
      assertThat(collector.spans())
          .as(output)
          .extracting(OtlpStandIn.Sent::name)
          .containsExactly("decode-documents");
    }
  }
}
