package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Any Kafka client in any language will do: here kcat alone publishes, asks and reads. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KcatIT {
  private static String run(String input, List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().write(input.getBytes(UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  private static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("kcat", "-V").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void kcatIsAWholeClient() throws Exception {
    assumeTrue(isInstalled(), "kcat is not installed");
    SeineUnderTest seine = SeineUnderTest.get();
    String b = seine.bootstrap();
    run(
        "kcat-1\t{\"title\": \"Hedgehogs\", \"text\": \"A hedgehog sleeps through the winter under leaves.\"}\n",
        List.of("kcat", "-P", "-b", b, "-t", "documents", "-K", "\t"));
    seine.askUntil(
        "kcat-ready",
        "{\"text\": \"hedgehog\", \"rerank\": false, \"retrieval\": \"keyword\"}",
        result -> result.hits().stream().anyMatch(hit -> hit.id().equals("kcat-1")));

    run(
        "kcat-q\tWhat does a hedgehog do in winter?\n",
        List.of("kcat", "-P", "-b", b, "-t", "queries", "-K", "\t"));
    seine.result("kcat-q");
    String results =
        run(
            "",
            List.of(
                "kcat",
                "-C",
                "-b",
                b,
                "-t",
                "ranked-results",
                "-o",
                "beginning",
                "-e",
                "-q",
                "-K",
                "\t"));

    String answer =
        results.lines().filter(line -> line.startsWith("kcat-q\t")).findFirst().orElseThrow();
    JsonNode result = new ObjectMapper().readTree(answer.substring("kcat-q\t".length()));
    assertThat(result.path("status").asText()).isEqualTo("ranked");
    assertThat(result.path("hits").path(0).path("id").asText()).isEqualTo("kcat-1");
  }
}
