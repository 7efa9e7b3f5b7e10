package io.seine.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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

  @Test
  void documentsGetTheirShareWhileQueriesWait() {
    RunQueue queue = new RunQueue(QueryOrder.DEADLINE, 0.25);
    RunBatch document = document(queue, 100);
    query(queue, NEVER, 1000);

    assertThat(poll(queue, 100)).filteredOn(document::equals).hasSize(25);
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
