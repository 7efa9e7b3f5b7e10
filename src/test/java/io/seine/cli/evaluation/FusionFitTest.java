package io.seine.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.cli.evaluation.RetrievedCandidates.Candidate;
import io.seine.cli.input.InputException;
import io.seine.search.Fusion;
import io.seine.search.FusionFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FusionFitTest {
  private final List<RetrievedCandidates> queries = new ArrayList<>();
  private final Map<String, Map<String, Integer>> grades = new HashMap<>();

  @TempDir private Path dir;

  /** Relevance that the keyword score tells, the logit a little, and the rank not at all. */
  private void draw(boolean anyRelevant) {
    Random random = new Random(11);
    for (int q = 0; q < 60; q++) {
      List<Candidate> candidates = new ArrayList<>();
      Map<String, Integer> judged = new HashMap<>();
      for (int i = 0; i < 20; i++) {
        double keyword = random.nextDouble();
        double logit = 2 * random.nextGaussian();
        boolean relevant = anyRelevant && 8 * keyword + 0.5 * logit - 7 + random.nextGaussian() > 0;
        judged.put("d" + i, relevant ? 1 : 0);
        candidates.add(
            new Candidate(
                "d" + i, "t", "p", i + 1, 30 * keyword, null, null, logit, relevant ? 1 : 0));
      }
      queries.add(new RetrievedCandidates("q" + q, "why?", candidates));
      grades.put("q" + q, judged);
    }
  }

  @Test
  void weighsWhatTellsAndSaysThatItPays() throws Exception {
    draw(true);

    FusionFit fit = new FusionFit(queries, grades);

    Fusion fusion = fit.fitted();
    assertThat(fusion.keyword()).isGreaterThan(4);
    assertThat(fusion.logit()).isBetween(0.2, 2.0);
    assertThat(Math.abs(fusion.rank())).isLessThan(0.5);
    assertThat(fusion.document()).isZero();
    assertThat(fit.text())
        .contains("Fitted to 60 queries, 1200 pairs", "better by more than noise");
    Path file = Files.writeString(dir.resolve("f.json"), fit.json("drawn").toString());
    assertThat(FusionFile.read(file)).isEqualTo(fusion);
  }

  @Test
  void withoutAnythingRelevantThereIsNothingToFitTo() {
    draw(false);
    assertThatThrownBy(() -> new FusionFit(queries, grades))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("of 1200 pairs that were read, none is judged relevant");
  }

  @Test
  void scoresThatAreProbabilitiesHaveASmallError() {
    List<Reliability.Scored> scored = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      scored.add(new Reliability.Scored(0.75, i % 4 != 0));
      scored.add(new Reliability.Scored(1, false));
    }
    Reliability reliability = Reliability.of(scored);
    assertThat(reliability.error()).isEqualTo(0.5);
    assertThat(reliability.bins())
        .containsExactly(
            new Reliability.Bin(0.7, 0.8, 100, 0.75, 0.75), new Reliability.Bin(0.9, 1, 100, 1, 0));
  }
}
