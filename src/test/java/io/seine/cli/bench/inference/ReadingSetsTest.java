package io.seine.cli.bench.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.bench.inference.ReadingSet.Group;
import io.seine.cli.bench.inference.ReadingSet.Kind;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadingSetsTest {
  private static final List<String> TEXTS = List.of(words("a", 25), words("b", 90), words("c", 7));

  private static String words(String word, int count) {
    return IntStream.range(0, count).mapToObj(i -> word + i).collect(Collectors.joining(" "));
  }

  private static List<Integer> lengths(ReadingSet set) {
    return set.groups().stream()
        .flatMap(group -> group.passages().stream())
        .map(passage -> passage.split(" ").length)
        .toList();
  }

  @Test
  void thereIsAShortALongAndAMixedSetOfEach() {
    List<ReadingSet> sets = new ReadingSets(List.of("q"), TEXTS).all(120);

    assertThat(sets)
        .extracting(set -> set.kind() + " " + set.name())
        .containsExactly(
            "PAIRS short", "PAIRS long", "PAIRS mixed", "TEXTS short", "TEXTS long", "TEXTS mixed");
    assertThat(sets).allSatisfy(set -> assertThat(set.size()).isEqualTo(120));
    assertThat(lengths(sets.get(0))).allSatisfy(words -> assertThat(words).isBetween(40, 64));
    assertThat(lengths(sets.get(1))).allSatisfy(words -> assertThat(words).isBetween(130, 330));
    List<Integer> mixed = lengths(sets.get(2));
    for (int i = 0; i < mixed.size(); i++) {
      assertThat(mixed.get(i) <= 64).isEqualTo(i % 2 == 0);
    }
  }

  @Test
  void aQueryHasFiftyPassagesAndTextsHaveNoQuery() {
    List<ReadingSet> sets = new ReadingSets(List.of("q1", "q2"), TEXTS).all(120);

    assertThat(sets.get(0).groups()).extracting(Group::query).containsExactly("q1", "q2", "q1");
    assertThat(sets.get(0).groups())
        .extracting(group -> group.passages().size())
        .containsExactly(50, 50, 20);
    assertThat(sets.get(3).kind()).isEqualTo(Kind.TEXTS);
    assertThat(sets.get(3).groups()).extracting(Group::query).containsOnly("");
  }
}
