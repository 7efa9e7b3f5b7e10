package io.seine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final List<String> begun = new ArrayList<>();
  private final List<CompletableFuture<String>> works = new ArrayList<>();

  private CompletableFuture<String> enter(Admission admission, String name, long deadline) {
    return admission.enter(
        deadline,
        () -> {
          begun.add(name);
          CompletableFuture<String> work = new CompletableFuture<>();
          works.add(work);
          return work;
        });
  }

  @Test
  void theNearestDeadlineIsNext() {
    Admission admission = new Admission(1, Admission.Order.DEADLINE);
    CompletableFuture<String> first = enter(admission, "first", 9);
    enter(admission, "far", 8);
    enter(admission, "near", 5);
    assertThat(begun).containsExactly("first");
    assertThat(admission.waiting()).isEqualTo(2);

    works.get(0).complete("done");

    assertThat(first).isCompletedWithValue("done");
    assertThat(begun).containsExactly("first", "near");
  }

  @Test
  void whatIsTooLateDoesNotWaitWhateverTheOrder() {
    Admission admission = new Admission(1, Admission.Order.NEWEST);
    enter(admission, "first", 1);
    CompletableFuture<String> old = enter(admission, "old", 1);
    enter(admission, "new", 1);

    old.cancel(false);

    assertThat(admission.waiting()).isEqualTo(1);
    works.get(0).complete("done");
    assertThat(begun).containsExactly("first", "new");
  }

  @Test
  void orTheOneThatCameLast() {
    Admission admission = new Admission(1, Admission.Order.NEWEST);
    enter(admission, "first", 1);
    enter(admission, "second", 1);
    enter(admission, "third", 1);
    works.get(0).complete("done");
    assertThat(begun).containsExactly("first", "third");
  }

  @Test
  void whatNobodyWaitsForNeverBegins() {
    Admission admission = new Admission(1, Admission.Order.DEADLINE);
    enter(admission, "first", 1);
    CompletableFuture<String> late = enter(admission, "late", 2);
    enter(admission, "third", 3);
    late.completeExceptionally(new IllegalStateException("too late"));
    works.get(0).complete("done");
    assertThat(begun).containsExactly("first", "third");
  }

  @Test
  void manyFailuresAtOnceAreNoRecursion() {
    Admission admission = new Admission(1, Admission.Order.DEADLINE);
    enter(admission, "first", 1);
    List<CompletableFuture<String>> failed = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      failed.add(
          admission.enter(
              2,
              () -> {
                throw new IllegalStateException("down");
              }));
    }
    works.get(0).complete("done");
    assertThat(failed).allMatch(CompletableFuture::isCompletedExceptionally);
  }
}
