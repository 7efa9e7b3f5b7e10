package io.seine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.search.RequestQueue.Entry;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

class RequestQueueTest {
  private static final RequestQueue.Limits LIMITS = new RequestQueue.Limits(10, 100, 1, 0);

  /** Fewer than three items rest. */
  private static final RequestQueue.Limits RESTING = new RequestQueue.Limits(10, 100, 3, 200);

  private final ManualTime time = new ManualTime();
  private final Requests requests = new Requests();
  private final List<String> logged = new ArrayList<>();
  private RequestQueue<String, String, String> queue = queue(LIMITS);

  private RequestQueue<String, String, String> queue(RequestQueue.Limits limits) {
    return new RequestQueue<>(
        "test",
        limits,
        requests,
        new Backoff(100, 1_000),
        new OutageLog(recording(), "Nothing works", time),
        time);
  }

  private Logger recording() {
    return (Logger)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, arguments) -> logged.add(method.getName()));
  }

  /** A request under way. */
  private record Sent(List<Entry<String, String>> batch, CompletableFuture<String> answer) {
    List<String> items() {
      return batch.stream().map(Entry::item).toList();
    }
  }

  /** Requests that a test answers, by what is to happen with all that is in them. */
  private final class Requests implements RequestQueue.Carrier<String, String, String> {
    final List<Sent> sent = new ArrayList<>();
    int retried;

    @Override
    public CompletionStage<String> send(List<Entry<String, String>> batch) {
      if (batch.get(0).item().equals("unsendable")) {
        throw new IllegalStateException("unsendable");
      }
      Sent request = new Sent(batch, new CompletableFuture<>());
      sent.add(request);
      return request.answer();
    }

    @Override
    public void answered(List<Entry<String, String>> batch, String answer) {
      switch (answer) {
        case "done" -> {
          batch.forEach(entry -> queue.finish(entry, "done"));
          queue.works();
        }
        case "halve" -> queue.halve(batch);
        case "pause" -> {
          queue.pause(batch, answer);
          queue.works();
        }
        case "hold" -> queue.hold(batch, answer);
        case "hold apart" -> queue.holdApart(batch, answer);
        default -> throw new IllegalStateException(answer);
      }
    }

    @Override
    public void failed(List<Entry<String, String>> batch, Throwable thrown) {
      queue.fail(batch, thrown);
    }

    @Override
    public void retrying(int items) {
      retried += items;
    }

    /** Answers the oldest request that has no answer. */
    void answer(String answer) {
      sent.stream()
          .filter(request -> !request.answer().isDone())
          .findFirst()
          .orElseThrow()
          .answer()
          .complete(answer);
    }

    List<List<String>> underWay() {
      return sent.stream().filter(request -> !request.answer().isDone()).map(Sent::items).toList();
    }
  }

  private List<CompletableFuture<String>> add(String... items) {
    return Stream.of(items).map(item -> queue.add(item, 1)).toList();
  }

  /** Items that wait together behind two requests of one item each. */
  private List<CompletableFuture<String>> behindTwo(String... items) {
    add("first", "second");
    return add(items);
  }

  @Test
  void whatComesWhileTwoRequestsAreUnderWayMakesUpTheNext() {
    List<CompletableFuture<String>> results = behindTwo("a", "b", "c");

    assertThat(requests.underWay()).containsExactly(List.of("first"), List.of("second"));
    requests.answer("done");
    assertThat(requests.underWay()).containsExactly(List.of("second"), List.of("a", "b", "c"));
    assertThat(results).noneMatch(CompletableFuture::isDone);
    requests.answer("done");
    requests.answer("done");
    assertThat(results).allSatisfy(result -> assertThat(result).isCompletedWithValue("done"));
  }

  @Test
  void aRequestHasItsLimits() {
    String[] items = IntStream.range(0, 12).mapToObj(i -> "i" + i).toArray(String[]::new);
    behindTwo(items);
    requests.answer("done");
    requests.answer("done");

    assertThat(requests.underWay()).extracting(List::size).containsExactly(10, 2);
  }

  @Test
  void whatIsHeavyTravelsInSmallCompanyOrAlone() {
    add("first", "second");
    queue.add("60", 60);
    queue.add("40", 40);
    queue.add("1", 1);
    queue.add("500", 500);
    for (int i = 0; i < 4; i++) {
      requests.answer("done");
    }

    assertThat(requests.sent.subList(2, requests.sent.size()))
        .extracting(Sent::items)
        .containsExactly(List.of("60", "40"), List.of("1"), List.of("500"));
  }

  @Test
  void fewRestAfterARequestAndWhatComesAloneGoesAtOnce() throws Exception {
    queue = queue(RESTING);
    add("alone");
    assertThat(requests.underWay()).containsExactly(List.of("alone"));
    requests.answer("done");
    add("a");
    add("b");
    assertThat(requests.underWay()).isEmpty();

    assertThat(time.endPause()).isEqualTo(200);
    assertThat(requests.underWay()).containsExactly(List.of("a", "b"));
    assertThat(time.endPause()).isEqualTo(200);
    add("later");
    assertThat(requests.underWay()).containsExactly(List.of("a", "b"), List.of("later"));
  }

  @Test
  void manyDoNotRest() {
    queue = queue(RESTING);
    add("alone");
    add("a", "b");
    assertThat(requests.underWay()).hasSize(1);
    add("c");

    assertThat(requests.underWay()).containsExactly(List.of("alone"), List.of("a", "b", "c"));
    // One rest at a time, however many requests there are.
    assertThat(time.pauses()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 15, 16, 40, 64, 256})
  void whoeverHasAsManyItemsAsThereCanBeNeverWaitsForTheEndOfARest(int capacity) {
    queue = queue(RequestQueue.Limits.resting(500, 5_000, capacity));
    List<CompletableFuture<String>> results = new ArrayList<>();
    // As an operator does: so many at once, and the next when one of them is done.
    for (int i = 0; i < 1_000; i++) {
      results.addAll(add("i" + i));
      while (results.stream().filter(result -> !result.isDone()).count() == capacity) {
        assertThat(requests.underWay()).as("requests with %d items", i + 1).isNotEmpty();
        requests.answer("done");
      }
    }
    // Nobody ended the first one.
    assertThat(time.pauses()).isEqualTo(1);
  }

  @Test
  void ofManyItemsFewerThanSixteenRest() {
    assertThat(RequestQueue.Limits.resting(100, 2_000, 64).few()).isEqualTo(16);
    assertThat(RequestQueue.Limits.resting(500, 5 << 20, 256).few()).isEqualTo(16);
    assertThat(RequestQueue.Limits.resting(100, 2_000, 32).few()).isEqualTo(8);
  }

  @Test
  void whatIsHalvedDoesNotRest() {
    queue = queue(RESTING);
    add("alone");
    add("a", "b", "c");
    requests.answer("done");
    requests.answer("halve");

    assertThat(requests.underWay()).containsExactly(List.of("a", "b"), List.of("c"));
  }

  @Test
  void whatIsHalvedComesAtOnceInOrderAndBeforeAllOthers() {
    behindTwo("a", "b", "c", "d", "e");
    requests.answer("done");
    add("late");
    requests.answer("done");
    requests.answer("halve");

    // Of five, three at most; the one that came later was under way already.
    assertThat(requests.underWay()).containsExactly(List.of("late"), List.of("a", "b", "c"));
    requests.answer("done");
    assertThat(requests.underWay()).containsExactly(List.of("a", "b", "c"), List.of("d", "e"));
    assertThat(requests.retried).isZero();
    assertThat(time.pauses()).isZero();
  }

  @Test
  void aHoldSendsNothingAndThenOneRequestUntilItWorks() throws Exception {
    behindTwo("a", "b");
    requests.answer("hold");
    requests.answer("hold");
    add("c");

    assertThat(requests.underWay()).isEmpty();
    // Both failed of the same thing: one pause.
    assertThat(time.pauses()).isEqualTo(1);
    time.endPause();
    assertThat(requests.underWay()).containsExactly(List.of("a", "b", "first", "second", "c"));
    add("d");
    add("e");
    assertThat(requests.underWay()).hasSize(1);
    requests.answer("done");
    add("f");
    assertThat(requests.underWay()).containsExactly(List.of("d", "e"), List.of("f"));
    assertThat(requests.retried).isEqualTo(2);
  }

  @Test
  void holdsGrowUntilThereIsAGoodAnswer() throws Exception {
    add("a");
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      requests.answer("hold");
      pauses.add(time.endPause());
    }
    requests.answer("done");
    add("b");
    requests.answer("hold");

    assertThat(pauses.get(0)).isBetween(50L, 100L);
    assertThat(pauses.get(1)).isBetween(100L, 200L);
    assertThat(pauses.get(2)).isBetween(200L, 400L);
    assertThat(time.endPause()).isBetween(50L, 100L);
  }

  @Test
  void whatIsHeldApartComesBehindTheOthersInSmallerCompany() throws Exception {
    behindTwo("a", "b", "c", "d");
    requests.answer("done");
    requests.answer("done");
    add("other");
    requests.answer("hold apart");
    requests.answer("done");
    add("late");
    time.endPause();

    assertThat(requests.underWay().get(0)).containsExactly("a", "b");
    assertThat(requests.retried).isEqualTo(4);
  }

  @Test
  void aPauseIsOfThoseItemsAlone() throws Exception {
    List<CompletableFuture<String>> paused = behindTwo("a", "b");
    requests.answer("done");
    requests.answer("done");
    requests.answer("pause");

    add("other");
    assertThat(requests.underWay()).containsExactly(List.of("other"));
    assertThat(time.endPause()).isBetween(50L, 100L);
    assertThat(requests.underWay()).containsExactly(List.of("other"), List.of("a", "b"));
    requests.answer("done");
    requests.answer("pause");
    // Their own second try.
    assertThat(time.endPause()).isBetween(100L, 200L);
    requests.answer("done");
    assertThat(paused).allSatisfy(result -> assertThat(result).isCompletedWithValue("done"));
    assertThat(requests.retried).isEqualTo(4);
  }

  @Test
  void itIsSaidToWorkAgainOnceNothingPauses() throws Exception {
    add("a");
    requests.answer("pause");
    add("b");
    requests.answer("done");
    assertThat(logged).containsExactly("warn");

    time.endPause();
    requests.answer("done");
    assertThat(logged).containsExactly("warn", "info");
  }

  @Test
  void anAnswerThatNobodyThoughtOfLeavesNobodyWaiting() {
    List<CompletableFuture<String>> results = add("a");
    requests.answer("what?");

    assertThatThrownBy(results.get(0)::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseInstanceOf(IllegalStateException.class);
    List<CompletableFuture<String>> later = add("b");
    requests.answer("done");
    assertThat(later.get(0)).isCompletedWithValue("done");
  }

  @Test
  void whatCannotBeSentFailsAndKeepsNoOthersFromIt() {
    List<CompletableFuture<String>> results = add("unsendable", "unsendable", "unsendable", "a");

    assertThat(results.subList(0, 3)).allMatch(CompletableFuture::isCompletedExceptionally);
    requests.answer("done");
    assertThat(results.get(3)).isCompletedWithValue("done");
  }

  @Test
  void closedItGivesEverythingBackAndSendsNothingMore() throws Exception {
    List<CompletableFuture<String>> results = new ArrayList<>(add("paused"));
    requests.answer("pause");
    results.addAll(behindTwo("waiting"));
    results.addAll(add("also waiting"));
    int sent = requests.sent.size();

    queue.close();

    assertThat(results)
        .allSatisfy(
            result ->
                assertThatThrownBy(result::join)
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("the test was closed"));
    assertThatThrownBy(() -> queue.add("late", 1).join()).isInstanceOf(CancellationException.class);
    time.endPause();
    requests.answer("hold");
    requests.answer("halve");
    assertThat(requests.sent).hasSize(sent);
    assertThat(time.pauses()).isZero();
  }
}
