package io.seine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateReadingTest {
  private final ScriptedReading pairs = new ScriptedReading(1, 4, 4, -2, 3, 7);
  private final CandidateReading reading = new CandidateReading(pairs, List.of(3, 1, 2));

  @Test
  void aCandidateIsAsGoodAsTheBestOfItsPassages() {
    pairs.readFirst(6);
    // Of equal ones, the nearest to the query.
    assertThat(reading.best(0)).isEqualTo(new CandidateReading.Best(1, 4));
    assertThat(reading.best(1)).isEqualTo(new CandidateReading.Best(0, -2));
    assertThat(reading.best(2)).isEqualTo(new CandidateReading.Best(1, 7));
  }

  @Test
  void aCandidateIsReadWhenAllOfItsPassagesAre() {
    pairs.read(0);
    pairs.read(2);
    assertThat(reading.best(0)).isNull();
    pairs.read(1);
    assertThat(reading.best(0)).isNotNull();
    assertThat(reading.best(1)).isNull();
  }

  @Test
  void passagesAreCountedByTheirCandidates() {
    pairs.readFirst(5);
    assertThat(reading.size()).isEqualTo(3);
    assertThat(reading.pairsRead(1)).isEqualTo(3);
    assertThat(reading.pairsRead(3)).isEqualTo(5);
    assertThat(reading.pairsAfter(0)).isEqualTo(6);
    assertThat(reading.pairsAfter(2)).isEqualTo(2);
    assertThat(reading.pairsAfter(3)).isZero();
  }
}
