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
    return LimitedReading.of(reading, policy, LOGIT_ALONE, size, 1);
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

    LimitedReading limited = LimitedReading.of(reading, never, LOGIT_ALONE, 5, 3);
    reading.readFirst(5);

    assertThat(asked).containsExactly(3, 4);
    assertThat(limited.completion()).isCompleted();
    assertThat(limited.needed()).isEqualTo(5);
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
      @ForAll @IntRange(min = 1, max = 12) int k) {
    Random random = new Random(seed);
    double[] logits =
        IntStream.range(0, size).mapToDouble(i -> 6 * random.nextGaussian()).toArray();
    LimitedReading.Scoring scoring = (index, logit) -> logit - 3 * Math.log(index + 1);
    double[] scores =
        IntStream.range(0, size).mapToDouble(i -> scoring.logOdds(i, logits[i])).toArray();
    double[] priors = IntStream.range(0, size).mapToDouble(i -> scoring.logOdds(i, 0)).toArray();
    ScriptedReading reading = new ScriptedReading(logits);
    List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    Collections.shuffle(order, random);

    LimitedReading limited = LimitedReading.of(reading, ReadingPolicy.ADAPTIVE, scoring, size, k);
    order.forEach(reading::read);

    assertThat(limited.completion()).isCompleted();
    assertThat(limited.needed()).isEqualTo(ReadingPolicy.ADAPTIVE.read(scores, priors, k));
  }
}
