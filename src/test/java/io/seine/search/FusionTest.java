package io.seine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.seine.message.RankedResult.Retrieval;
import io.seine.search.Fusion.Features;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FusionTest {
  private static final Fusion FUSION = new Fusion(-1, 0.5, -2, 3, 4, 5);

  @TempDir private Path dir;

  private static Retrieval candidate(
      int rank, @Nullable Double keyword, @Nullable Double document, @Nullable Double passage) {
    return new Retrieval(rank, 0.1, null, null, null, keyword, document, passage);
  }

  @Test
  void scalesEachKindOfScoreAmongTheCandidatesOfTheQuery() {
    List<Features> features =
        Fusion.features(
            List.of(
                candidate(1, 20.0, 0.8, 0.9),
                candidate(2, 10.0, 0.6, 0.4),
                candidate(3, 15.0, 0.6, 0.5)),
            3);

    assertThat(features.get(0)).isEqualTo(new Features(0, 1, 1, 1));
    assertThat(features.get(1)).isEqualTo(new Features(Math.log(2), 0, 0, 0));
    assertThat(features.get(2).keyword()).isEqualTo(0.5);
    assertThat(features.get(2).passage()).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void whatIsMissingIsAsLittleAsTheLeast() {
    List<Features> features =
        Fusion.features(List.of(candidate(1, 20.0, null, null), candidate(2, null, null, null)), 2);

    assertThat(features)
        .containsExactly(new Features(0, 0, 0, 0), new Features(Math.log(2), 0, 0, 0));
    assertThat(
            Fusion.features(
                    List.of(
                        candidate(1, 20.0, null, null),
                        candidate(2, 10.0, null, null),
                        candidate(3, null, null, null)),
                    3)
                .get(2)
                .keyword())
        .isEqualTo(0);
  }

  @Test
  void howManyHitsAreAskedForDoesNotMoveTheScale() {
    List<Features> features =
        Fusion.features(
            List.of(
                candidate(1, 20.0, null, null),
                candidate(2, 10.0, null, null),
                candidate(3, 30.0, null, null),
                candidate(4, 2.0, null, null)),
            2);

    assertThat(features).extracting(Features::keyword).containsExactly(1.0, 0.0, 1.0, 0.0);
  }

  @Test
  void theScoreIsTheSigmoidOfTheWeightedSum() {
    Features features = new Features(Math.log(2), 0.5, 0.25, 1);
    double prior = -1 - 2 * Math.log(2) + 1.5 + 1 + 5;

    assertThat(FUSION.prior(features)).isCloseTo(prior, within(1e-12));
    assertThat(FUSION.score(features)).isCloseTo(1 / (1 + Math.exp(-prior)), within(1e-12));
    assertThat(FUSION.score(-8, features))
        .isCloseTo(1 / (1 + Math.exp(-(prior - 4))), within(1e-12));
    assertThat(Fusion.ALONE.score(2, features)).isCloseTo(1 / (1 + Math.exp(-2)), within(1e-12));
  }

  @Test
  void isReadAsItWasWritten() throws Exception {
    Path file = dir.resolve("fusion.json");
    Files.writeString(file, FusionFile.json(FUSION).put("queries", 809).toString());
    assertThat(FusionFile.read(file)).isEqualTo(FUSION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                                                            | it is not JSON",
        "[1]                                                          | no number as intercept, weights.logit",
        "{\"intercept\": 1, \"weights\": {\"logit\": \"1\", \"rank\": 1}}     | no number as weights.logit, weights.keyword"
      })
  void saysWhatIsWrongWithAFile(String content, String message) throws Exception {
    Path file = Files.writeString(dir.resolve("fusion.json"), content);
    assertThatThrownBy(() -> FusionFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @Test
  void saysThatThereIsNoFile() {
    assertThatThrownBy(() -> FusionFile.read(dir.resolve("none.json")))
        .hasMessage("there is no such file");
  }
}
