package io.seine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LimitedReadingTest {
  private static final LimitedReading.Scoring LOGIT_ALONE = (index, logit) -> logit;

  private static LimitedReading limit(ScriptedReading reading, ReadingPolicy policy, int size) {
    return LimitedReading.of(ofOnePassage(reading, size), policy, LOGIT_ALONE, 1);
  }

  private static CandidateReading ofOnePassage(ScriptedReading reading, int size) {
    return new CandidateReading(reading, Collections.nCopies(size, 1));
  }

  @Test
  void endsAsSoonAsThePolicyHasEnoughAndCancelsTheRest() {
    ScriptedReading reading = new ScriptedReading(1, 2, 3, 4, 5);
    LimitedReading limited = limit(reading, prefix -> prefix.read() == 3, 5);

    reading.readFirst(2);
    assertThat(limited.completion()).isNotDone();
    assertThat(reading.isCancelled()).isFalse();
    reading.read(2);

    assertThat(limited.completion()).isCompleted();
    assertThat(limited.needed()).isEqualTo(3);
    assertThat(reading.isCancelled()).isTrue();
  }

  @Test
  void whatWasReadFurtherDownWaitsForTheGapAndThenDoesNotCount() {
    ScriptedReading reading = new ScriptedReading(1, 2, 3, 4, 5);
    LimitedReading limited = limit(reading, prefix -> prefix.read() == 3, 5);

    reading.read(0);
    reading.read(2);
    reading.read(3);
    assertThat(limited.completion()).isNotDone();
    reading.read(1);

    assertThat(limited.completion()).isCompleted();
    assertThat(limited.needed()).isEqualTo(3);
  }

  @Test
  void seesWhatWasReadBeforeItListened() {
    ScriptedReading reading = new ScriptedReading(1, 2, 3);
    reading.readFirst(2);
    assertThat(limit(reading, prefix -> prefix.read() == 2, 3).completion()).isCompleted();
  }

  @Test
  void thePolicyIsNotAskedBeforeThereAreAsManyAsHitsNorAtTheEnd() {
    List<Integer> asked = new ArrayList<>();
    ReadingPolicy never =
        prefix -> {
          asked.add(prefix.read());
          return false;
        };
    ScriptedReading reading = new ScriptedReading(1, 2, 3, 4, 5);

    LimitedReading limited = LimitedReading.of(ofOnePassage(reading, 5), never, LOGIT_ALONE, 3);
    reading.readFirst(5);

    assertThat(asked).containsExactly(3, 4);
    assertThat(limited.completion()).isCompleted();
    assertThat(limited.needed()).isEqualTo(5);
  }

  @Test
  void aCandidateCountsWhenAllOfItsPassagesAreRead() {
    ScriptedReading pairs = new ScriptedReading(1, 9, 2, 3, 4);
    List<Double> scores = new ArrayList<>();
    ReadingPolicy two =
        prefix -> {
          scores.add(prefix.score(prefix.read() - 1));
          return prefix.read() == 2;
        };
    LimitedReading limited =
        LimitedReading.of(new CandidateReading(pairs, List.of(2, 2, 1)), two, LOGIT_ALONE, 1);

    pairs.readFirst(3);
    pairs.read(4);
    assertThat(scores).containsExactly(9.0);
    assertThat(limited.completion()).isNotDone();
    pairs.read(3);

    assertThat(scores).containsExactly(9.0, 3.0);
    assertThat(limited.completion()).isCompleted();
    assertThat(limited.needed()).isEqualTo(2);
  }

  @Test
  void failsWithTheModel() {
    ScriptedReading reading = new ScriptedReading(1, 2);
    LimitedReading limited = limit(reading, ReadingPolicy.ALL, 2);
    IllegalStateException broken = new IllegalStateException("broken");

    reading.completion().completeExceptionally(broken);

    assertThat(limited.completion())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCause(broken);
  }

  @Test
  void aFailureBehindWhatIsEnoughIsNoFailure() {
    ScriptedReading reading = new ScriptedReading(1, 2, 3);
    LimitedReading limited = limit(reading, prefix -> prefix.read() == 2, 3);
    reading.readFirst(2);

    reading.completion().completeExceptionally(new IllegalStateException("broken"));

    assertThat(limited.completion()).isCompleted();
  }

  @Property
  void howManyCountDependsOnTheLogitsAndNotOnTheOrderInWhichReadsEnd(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int size,
      @ForAll @IntRange(min = 1, max = 12) int k,
      @ForAll @IntRange(min = 1, max = 3) int passages) {
    Random random = new Random(seed);
    List<Integer> counts =
        IntStream.range(0, size).mapToObj(i -> 1 + random.nextInt(passages)).toList();
    double[] pairs = new double[counts.stream().mapToInt(Integer::intValue).sum()];
    double[] logits = new double[size];
    int pair = 0;
    for (int i = 0; i < size; i++) {
      logits[i] = Double.NEGATIVE_INFINITY;
      for (int p = 0; p < counts.get(i); p++) {
        pairs[pair] = 6 * random.nextGaussian();
        logits[i] = Math.max(logits[i], pairs[pair++]);
      }
    }
    LimitedReading.Scoring scoring = (index, logit) -> logit - 3 * Math.log(index + 1);
    double[] scores =
        IntStream.range(0, size).mapToDouble(i -> scoring.logOdds(i, logits[i])).toArray();
    double[] priors = IntStream.range(0, size).mapToDouble(i -> scoring.logOdds(i, 0)).toArray();
    ScriptedReading reading = new ScriptedReading(pairs);
    List<Integer> order = new ArrayList<>(IntStream.range(0, pairs.length).boxed().toList());
    Collections.shuffle(order, random);

    LimitedReading limited =
        LimitedReading.of(
            new CandidateReading(reading, counts), ReadingPolicy.ADAPTIVE, scoring, k);
    order.forEach(reading::read);

    assertThat(limited.completion()).isCompleted();
    assertThat(limited.needed()).isEqualTo(ReadingPolicy.ADAPTIVE.read(scores, priors, k));
  }
}
