package io.seine.end;

import io.seine.message.RankedResult;
import java.net.URI;
import java.nio.file.*;
import org.junit.jupiter.api.Test;

class MetricsIT {
  @Test
  void dump() throws Exception {
    SeineUnderTest seine = SeineUnderTest.get();
    seine.publish(
        "documents",
        "metrics-1",
        "{\"text\": \"A meter.\", \"metadata\": {\"test\": \"metrics\"}}");
    seine.deadLetter(seine.publish("documents", "metrics-2", "{\"text\": 5}"));
    seine.askUntil(
        "metrics",
        "{\"text\": \"meter\", \"filter\": {\"test\": \"metrics\"}, \"deadline_ms\": 60000}",
        result -> result.status() == RankedResult.Status.RANKED && !result.hits().isEmpty());
    seine.publish("queries", "metrics-bad", "{\"text\": 5}");
    seine.result("metrics-bad");
    Files.writeString(
        Path.of("/tmp/watchx/scrape.txt"),
        new String(
            URI.create(seine.seine().cluster().metricsUrl()).toURL().openStream().readAllBytes()));
  }
}
