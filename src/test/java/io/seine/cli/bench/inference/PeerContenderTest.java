package io.seine.cli.bench.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.cli.bench.inference.ReadingSet.Group;
import io.seine.cli.bench.inference.ReadingSet.Kind;
import io.seine.cli.bench.measure.BenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerContenderTest {
  @TempDir private Path scratch;

  private PeerContender shell(String script) {
    return new PeerContender("peer", Kind.PAIRS, List.of("sh", "-c", script), scratch);
  }

  @Test
  void itIsToldWhatToReadAndWhen() throws Exception {
    try (PeerContender peer =
        shell(
            "echo a banner; echo READY; read c f; cp $f "
                + scratch.resolve("seen.json")
                + "; echo loaded; read c; echo noise; echo ran 12345; read c")) {
      peer.load(
          new ReadingSet("short", Kind.PAIRS, List.of(new Group("a “q”", List.of("p1", "p2")))));

      assertThat(peer.run()).isEqualTo(12345);
      assertThat(Files.readString(scratch.resolve("seen.json")))
          .isEqualTo("[{\"query\":\"a “q”\",\"passages\":[\"p1\",\"p2\"]}]");
      assertThat(peer.reads(Kind.PAIRS)).isTrue();
      assertThat(peer.reads(Kind.TEXTS)).isFalse();
    }
  }

  @Test
  void anEndIsReportedWithItsLastWords() {
    assertThatThrownBy(() -> shell("echo the model is missing >&2; exit 3"))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("peer ended")
        .hasMessageContaining("the model is missing");
  }
}
