package io.seine.cli.reindex;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.seine.flink.FlinkRest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a move learns from Flink's pages. */
class FlinkMoveJobsTest {
  private static final Map<String, String> PAGES =
      Map.of(
          "/jobs/overview",
              "{\"jobs\":[{\"jid\":\"j1\",\"name\":\"index-documents\",\"state\":\"RUNNING\"}]}",
          "/jobs/j1", "{\"vertices\":[{\"parallelism\":2}]}",
          // As Flink shows what the job told it.
          "/jobs/j1/config",
              """
              {"execution-config": {"user-config": {
                "index.alias": "docs",
                "opensearch.password": "******",
                "passages.max-tokens": "******",
                "seine.settings":
                  "{\\"index.alias\\":\\"docs\\",\\"opensearch.password\\":\\"${env:P}\\",\\"passages.max-tokens\\":\\"100\\"}"
              }}}
              """);
  private static final Map<String, String> SETTINGS =
      Map.of(
          "index.alias", "docs", "opensearch.password", "${env:P}", "passages.max-tokens", "100");

  private HttpServer server;
  private FlinkRest flink;

  @BeforeEach
  void open() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] page = PAGES.get(exchange.getRequestURI().getPath()).getBytes(UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    flink = new FlinkRest("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void aJobsSettingsAreThoseThatFlinkHidesToo() {
    FlinkMoveJobs jobs =
        new FlinkMoveJobs(
            flink,
            "docs",
            () -> {
              throw new AssertionError("no job is started");
            },
            null,
            Duration.ZERO,
            line -> {});

    assertThat(jobs.all("index-documents"))
        .containsExactly(new MoveJobs.RunningJob("j1", "index-documents", SETTINGS, 2));
  }

  @Test
  void soAreThoseOfAnyJob() {
    assertThat(FlinkMoveJobs.settingsOfAny(flink, null)).isEqualTo(SETTINGS);
  }
}
