package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands for a Flink cluster say before there is one. */
class SubmitCommandTest {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @TempDir private Path dir;

  private static SeineCommand.Ran refused(int status, String... arguments) {
    SeineCommand.Ran ran = SeineCommand.run(arguments);
    assertThat(ran.status()).as(ran.errors()).isEqualTo(status);
    assertThat(ran.errors()).doesNotContain("\tat ");
    return ran;
  }

  private Path jar() throws IOException {
    return Files.writeString(dir.resolve("jobs.jar"), "no jar, and nobody looks into it yet");
  }

  @Test
  void settingsAreCheckedBeforeTheClusterIsAsked() throws Exception {
    assertThat(
            refused(
                    FAILED,
                    "submit",
                    "rank-queries",
                    "--jar=" + jar(),
                    "--flink=http://127.0.0.1:1",
                    "--set=rerank.scor=2")
                .errors())
        .contains("There is no setting 'rerank.scor'. Did you mean 'rerank.score'?");
    assertThat(
            refused(FAILED, "submit", "index-documents", "--jar=" + jar(), "--set=passages.words=0")
                .errors())
        .contains("passages.words is '0'; it has to be a whole number from 8 to 512.");
    assertThat(
            refused(FAILED, "submit", "rank-queries", "--properties=nowhere.properties").errors())
        .contains("--properties names nowhere.properties");
  }

  @Test
  void whatIsNoJobIsRefused() {
    assertThat(refused(USAGE, "submit", "rank").errors())
        .contains("There is no job 'rank'; it is one of index-documents, rank-queries.");
    assertThat(refused(USAGE, "submit", "prepare-index").errors())
        .contains("Run `seine prepare-index`, where OpenSearch can be reached.");
  }

  @Test
  void aJarThatIsMissingIsNamed() {
    assertThat(refused(FAILED, "submit", "rank-queries", "--jar=" + dir.resolve("x.jar")).errors())
        .contains("There is no job jar " + dir.resolve("x.jar"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"submit rank-queries --jar=JAR", "status", "stop rank-queries"})
  void anAddressWhereNobodyAnswersIsSaid(String command) throws Exception {
    String url;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      url = "http://127.0.0.1:" + socket.getLocalPort();
    }
    String[] arguments = (command.replace("JAR", jar().toString()) + " --flink=" + url).split(" ");
    assertThat(refused(FAILED, arguments).errors())
        .contains("Flink does not answer at " + url)
        .contains("Is that the address of its web page, and is it up?");
  }

  @Test
  void whatIsNoAddressIsSaid() {
    assertThat(refused(FAILED, "status", "--flink=localhost:8081").errors())
        .contains("'localhost:8081' is no address of Flink; one is http://host:8081.");
  }

  @Test
  void aSavepointIsWhereTheClusterSeesIt() {
    assertThat(refused(USAGE, "stop", "rank-queries", "--savepoint=savepoints").errors())
        .contains("--savepoint is 'savepoints'; it has to be an absolute path or a URI");
    assertThat(refused(USAGE, "stop", "rank-queries", "--cancel", "--savepoint=/s").errors())
        .contains("--cancel takes no savepoint");
  }
}
