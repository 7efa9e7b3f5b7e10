package io.seine.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunQueueTest {
  private static final long NEVER = Long.MAX_VALUE;

  private long sequence;
  private final List<RunBatch> over = new ArrayList<>();

  @Test
  void nearestDeadlineIsServedFirst() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0);
    RunBatch late = query(queue, 300, 1);
    RunBatch near = query(queue, 100, 2);
    RunBatch between = query(queue, 200, 1);

    assertThat(poll(queue, 4)).containsExactly(near, near, between, late);
  }

  @Test
  void ofEqualDeadlinesTheFirstToComeIsServedFirst() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0);
    RunBatch first = query(queue, 100, 2);
    RunBatch second = query(queue, 100, 1);

    assertThat(poll(queue, 3)).containsExactly(first, first, second);
  }

  @Test
  void aQueryIsEmbeddedBeforeAnyIsRead() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0);
    RunBatch reading = query(queue, 100, 2);
    RunBatch embedding = add(queue, Lane.QUERY_EMBEDDING, 900, 1);

    assertThat(poll(queue, 3)).containsExactly(embedding, reading, reading);
  }

  @Test
  void newestIsServedFirstEvenWhenAnotherHasBegun() {
    RunQueue queue = new RunQueue(QueryOrder.NEWEST, 0);
    RunBatch old = query(queue, 100, 2);
    assertThat(poll(queue, 1)).containsExactly(old);
    RunBatch fresh = query(queue, 900, 2);

    assertThat(poll(queue, 3)).containsExactly(fresh, fresh, old);
  }

  @Test
  void fairOrderGivesEachQueryItsTurn() {
    RunQueue queue = new RunQueue(QueryOrder.FAIR, 0);
    RunBatch first = query(queue, 100, 3);
    RunBatch second = query(queue, 200, 3);

    assertThat(poll(queue, 6)).containsExactly(first, second, first, second, first, second);
  }

  @Test
  void runsOfABatchAreHandedOutInTheirOrder() {
    RunQueue queue = new RunQueue(QueryOrder.FAIR, 0);
    query(queue, 100, 3);

    assertThat(IntStream.range(0, 3).map(i -> next(queue).index())).containsExactly(0, 1, 2);
  }

  @Test
  void documentsWaitForQueriesWhenTheyHaveNoShare() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0);
    RunBatch document = document(queue, 1);
    RunBatch query = query(queue, NEVER, 3);

    assertThat(poll(queue, 4)).containsExactly(query, query, query, document);
  }

  @ParameterizedTest
  @CsvSource({"0.25, 25", "0.4, 40", "0.7, 70"})
  void documentsGetTheirShareWhileQueriesWait(double share, int ofAHundred) {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, share);
    RunBatch document = document(queue, 100);
    query(queue, NEVER, 1000);

    // What is owed is a sum of fractions.
    assertThat(poll(queue, 100))
        .filteredOn(document::equals)
        .hasSizeBetween(ofAHundred - 1, ofAHundred);
  }

  @Test
  void documentsSaveUpNothingWhileNoQueryWaits() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0.5);
    document(queue, 100);
    poll(queue, 50);
    RunBatch query = query(queue, NEVER, 10);

    assertThat(poll(queue, 2)).containsOnlyOnce(query);
  }

  @Test
  void documentsAreServedInTheOrderTheyCame() {
    RunQueue queue = new RunQueue(QueryOrder.NEWEST, 0);
    RunBatch first = document(queue, 2);
    RunBatch second = document(queue, 1);

    assertThat(poll(queue, 3)).containsExactly(first, first, second);
  }

  @Test
  void queryWhoseDeadlineHasPassedIsDropped() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0);
    RunBatch late = query(queue, 100, 1);

    assertThat(queue.poll(100, over)).isNull();
    assertThat(over).containsExactly(late);
  }

  @Test
  void queryWhoseDeadlineHasPassedIsDroppedThoughItIsNotFirst() {
    RunQueue queue = new RunQueue(QueryOrder.NEWEST, 0);
    RunBatch late = query(queue, 100, 1);
    RunBatch fresh = query(queue, 500, 1);

    assertThat(queue.poll(200, over)).extracting(RunQueue.Next::batch).isEqualTo(fresh);
    assertThat(over).containsExactly(late);
    assertThat(queue.waiting(Lane.QUERY)).isZero();
  }

  @Test
  void queryIsNotOverWhileARunOfItIsUnderWay() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0);
    RunBatch query = query(queue, 100, 2);
    poll(queue, 1);

    assertThat(queue.poll(200, over)).isNull();
    assertThat(over).isEmpty();
    query.end(null);
    assertThat(query.isOver()).isTrue();
  }

  @Test
  void clearedQueueReturnsWhatWaited() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0);
    RunBatch query = query(queue, 100, 1);
    RunBatch document = document(queue, 1);

    assertThat(queue.clear()).containsExactly(query, document);
    assertThat(queue.poll(0, over)).isNull();
  }

  /** Runs of a model that only have lengths. */
  private record Sized(Model model, int... lengths) implements JoinableRun {
    @Override
    public int length(int index) {
      return lengths[index];
    }

    @Override
    public TextTokenizer.Tokens input(int index) {
      throw new AssertionError("nothing is executed here");
    }

    @Override
    public boolean recall(int index, TextTokenizer.Tokens input) {
      throw new AssertionError("nothing is executed here");
    }

    @Override
    public void accept(int index, TextTokenizer.Tokens input, float[] output) {
      throw new AssertionError("nothing is executed here");
    }

    @Override
    public void execute(int worker, int index) {}
  }

  private static final JoinableRun.Model MODEL = (worker, inputs) -> List.of();
  private static final BatchLimits LIMITS = new BatchLimits(1_000, 6);

  private RunBatch sized(
      RunQueue queue, Lane lane, long deadline, JoinableRun.Model model, int... lengths) {
    RunBatch batch =
        new RunBatch(sequence++, lane, deadline, lengths.length, new Sized(model, lengths));
    queue.add(batch);
    return batch;
  }

  private List<RunBatch> together(RunQueue queue) {
    return queue.pollTogether(0, LIMITS, over).stream().map(RunQueue.Next::batch).toList();
  }

  @Test
  void queriesGoTogetherInTheirOrderUntilTheBatchIsFull() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0);
    RunBatch late = sized(queue, Lane.QUERY, 300, MODEL, 10, 10, 10, 10);
    RunBatch near = sized(queue, Lane.QUERY, 100, MODEL, 10, 10, 10, 10);

    assertThat(together(queue)).containsExactly(near, near, near, near, late, late);
    assertThat(together(queue)).containsExactly(late, late);
    assertThat(together(queue)).isEmpty();
  }

  @Test
  void fairTurnsAreFairWithinABatchToo() {
    RunQueue queue = new RunQueue(QueryOrder.FAIR, 0);
    RunBatch first = sized(queue, Lane.QUERY, 100, MODEL, 10, 10, 10);
    RunBatch second = sized(queue, Lane.QUERY, 200, MODEL, 10, 10, 10);

    assertThat(together(queue)).containsExactly(first, second, first, second, first, second);
  }

  @Test
  void aBatchHasNoMoreTokensThanItsBudgetWithItsPadding() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0);
    RunBatch query = sized(queue, Lane.QUERY, 100, MODEL, 200, 200, 300, 300);

    // Three times 300 is within a thousand, four times is not.
    assertThat(together(queue)).containsExactly(query, query, query);
    assertThat(together(queue)).containsExactly(query);
  }

  @Test
  void whatIsLongerThanTheBudgetGoesAlone() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0);
    RunBatch query = sized(queue, Lane.QUERY, 100, MODEL, 5_000, 5_000);

    assertThat(together(queue)).containsExactly(query);
    assertThat(together(queue)).containsExactly(query);
  }

  @Test
  void whatIsOfAnotherLengthIsPassedByAndComesNext() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0);
    RunBatch near = sized(queue, Lane.QUERY, 100, MODEL, 10, 100, 10);
    RunBatch late = sized(queue, Lane.QUERY, 200, MODEL, 20, 20);

    assertThat(together(queue)).containsExactly(near, late, late);
    assertThat(together(queue)).containsExactly(near);
    assertThat(together(queue)).containsExactly(near);
  }

  @Test
  void passagesOfSeveralDocumentsGoTogetherAndSoDoTheWholes() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0);
    RunBatch one = sized(queue, Lane.DOCUMENT, NEVER, MODEL, 50, 60, 300);
    RunBatch two = sized(queue, Lane.DOCUMENT, NEVER, MODEL, 70, 60, 400);

    assertThat(together(queue)).containsExactly(one, one, two, two);
    assertThat(together(queue)).containsExactly(one, two);
    assertThat(queue.waiting(Lane.DOCUMENT)).isZero();
  }

  @Test
  void runsOfOtherModelsAndLanesAreOtherBatches() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0);
    JoinableRun.Model other = (worker, inputs) -> List.of();
    RunBatch document = sized(queue, Lane.DOCUMENT, NEVER, MODEL, 10);
    RunBatch reading = sized(queue, Lane.QUERY, 100, MODEL, 10);
    RunBatch otherReading = sized(queue, Lane.QUERY, 100, other, 10);
    RunBatch embedding = sized(queue, Lane.QUERY_EMBEDDING, 900, MODEL, 10);

    assertThat(together(queue)).containsExactly(embedding);
    assertThat(together(queue)).containsExactly(reading);
    assertThat(together(queue)).containsExactly(otherReading);
    assertThat(together(queue)).containsExactly(document);
  }

  @Test
  void documentsGetTheirShareOfTheRunsOfBatches() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0.25);
    int[] lengths = new int[400];
    Arrays.fill(lengths, 10);
    RunBatch document = sized(queue, Lane.DOCUMENT, NEVER, MODEL, lengths);
    sized(queue, Lane.QUERY, NEVER, MODEL, lengths);

    List<RunBatch> runs =
        Stream.generate(() -> together(queue)).limit(40).flatMap(List::stream).toList();

    assertThat(runs).hasSize(240);
    assertThat(runs).filteredOn(document::equals).hasSizeBetween(54, 66);
  }

  @Test
  void theShareIsOfRunsHoweverManyGoTogether() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0.25);
    int[] shortOnes = new int[400];
    Arrays.fill(shortOnes, 10);
    int[] longOnes = new int[400];
    Arrays.fill(longOnes, 300);
    RunBatch document = sized(queue, Lane.DOCUMENT, NEVER, MODEL, shortOnes);
    sized(queue, Lane.QUERY, NEVER, MODEL, longOnes);

    List<RunBatch> runs =
        Stream.generate(() -> together(queue)).limit(60).flatMap(List::stream).toList();

    // Of documents six go together, of queries three.
    double share = (double) runs.stream().filter(document::equals).count() / runs.size();
    assertThat(share).isCloseTo(0.25, within(0.03));
  }

  private RunBatch query(RunQueue queue, long deadline, int size) {
    return add(queue, Lane.QUERY, deadline, size);
  }

  private RunBatch document(RunQueue queue, int size) {
    return add(queue, Lane.DOCUMENT, NEVER, size);
  }

  private RunBatch add(RunQueue queue, Lane lane, long deadline, int size) {
    RunBatch batch = new RunBatch(sequence++, lane, deadline, size, (worker, index) -> {});
    queue.add(batch);
    return batch;
  }

  private RunQueue.Next next(RunQueue queue) {
    return Objects.requireNonNull(queue.poll(0, over));
  }

  private List<RunBatch> poll(RunQueue queue, int times) {
    return Stream.generate(() -> next(queue).batch()).limit(times).toList();
  }
}
