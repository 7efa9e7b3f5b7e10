package io.seine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResultCodec;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class HitTableTest {
  private static final String ASKED = "how do I keep a producer from losing messages?";

  private static RankedResult golden(String name) throws Exception {
    try (InputStream file = HitTableTest.class.getResourceAsStream("/golden/" + name)) {
      return RankedResultCodec.decode(file.readAllBytes());
    }
  }

  @Test
  void showsWhereEachHitStoodAndWhereItStands() throws Exception {
    String text = new HitTable(100, false).format(ASKED, golden("ranked-result-partial.json"));
    assertThat(text)
        .contains("“how do I keep a producer from losing messages?”")
        .contains(
            "partial (the deadline came after 1 of 2 candidates): read 1 of 2 candidates in 730 ms")
        .containsPattern("1\\s+2 ▲1\\s+0\\.7500\\s+0\\.8750\\s+acks \\[kafka\\.producer\\.acks\\]")
        .containsPattern("2\\s+1 ▼1\\s+0\\.5000\\s+not read\\s+retries");
  }

  @Test
  void keepsToTheWidthOfTheTerminal() throws Exception {
    String text = new HitTable(70, false).format(ASKED, golden("ranked-result-partial.json"));
    assertThat(text.lines().skip(2))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(70));
  }

  @Test
  void isPlainWhereNoStyleIsWanted() throws Exception {
    RankedResult result = golden("ranked-result-partial.json");
    assertThat(new HitTable(100, false).format(ASKED, result)).doesNotContain("\u001b");
    assertThat(new HitTable(100, true).format(ASKED, result).getBytes(UTF_8)).contains((byte) 0x1b);
  }

  @Test
  void whatADocumentHoldsGivesTheTerminalNoOrders() throws Exception {
    RankedResult golden = golden("ranked-result-partial.json");
    Hit hit = golden.hits().get(0);
    String orders = "a\u001b[2Jb\u009b2Jc\u202ed\re";
    Hit hostile =
        new Hit(
            hit.rank(),
            orders,
            hit.score(),
            orders,
            orders,
            hit.passageStart(),
            hit.passageEnd(),
            hit.metadata(),
            hit.reranked(),
            hit.crossEncoderScore(),
            hit.retrieval());
    String text =
        new HitTable(200, false)
            .format(
                orders,
                new RankedResult(
                    golden.queryId(),
                    orders,
                    golden.status(),
                    orders,
                    List.of(hostile),
                    golden.candidates(),
                    golden.reranked(),
                    golden.timings(),
                    golden.models()));
    assertThat(text)
        .contains(
            "a\\u001b[2Jb\\u009b2Jc\\u202ed e [a\\u001b[2Jb\\u009b2Jc\\u202ed e]",
            "“a\\u001b[2Jb",
            "partial (a\\u001b[2Jb")
        .doesNotContain("\u001b", "\u009b", "\u202e", "\r");
  }

  @Test
  void aFailedResultSaysWhatWasAskedAndWhyItFailed() throws Exception {
    RankedResult failed = golden("ranked-result-failed.json");
    assertThat(failed.text()).isEmpty();
    assertThat(new HitTable(100, false).format(ASKED, failed).lines())
        .containsExactly("“" + ASKED + "”", "  failed: " + failed.reason());
  }

  @Test
  void hitsThatWereNotToBeReadStandAsTheyWereRetrieved() throws Exception {
    RankedResult read = golden("ranked-result-partial.json");
    RankedResult unread =
        new RankedResult(
            read.queryId(),
            read.text(),
            RankedResult.Status.UNRANKED,
            "reading is off",
            read.hits(),
            0,
            0,
            read.timings(),
            read.models());
    assertThat(new HitTable(100, false).format(ASKED, unread))
        .contains("  unranked, in the order of the retrieval (reading is off), in 730 ms (queued")
        .doesNotContain("0 of 0");
  }
}
