package io.seine.cli.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.inference.Contender;
import io.seine.cli.bench.inference.ReadingSet;
import io.seine.cli.bench.inference.ReadingSet.Group;
import io.seine.cli.bench.live.LiveSeine;
import io.seine.cli.bench.measure.BenchException;
import io.seine.cli.bench.measure.Comparison;
import io.seine.cli.bench.measure.Spread;
import io.seine.message.Document;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Retrieval;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The parts of the benchmark of a whole Seine, with a Seine that does as it is told. */
class PipelineBenchmarksTest {
  private final List<String> order = new ArrayList<>();

  /** Answers with as many hits as the query wants of those that it holds for it. */
  private class Scripted implements LiveSeine {
    final Map<String, List<Hit>> hits = new HashMap<>();
    final List<Document> published = new ArrayList<>();

    @Override
    public void publish(List<Document> documents) {
      order.add("publish " + documents.size());
      published.addAll(documents);
    }

    @Override
    public void awaitSearchable(long documents) {
      order.add("await " + documents);
    }

    @Override
    public void ask(Iterator<ObjectNode> queries, int underWay, Consumer<RankedResult> onResult) {
      queries.forEachRemaining(query -> onResult.accept(answer(query)));
    }

    RankedResult answer(ObjectNode query) {
      String text = query.path("text").asText();
      order.add("ask " + text);
      List<Hit> all = hits.getOrDefault(text, List.of());
      int read = (int) all.stream().filter(Hit::reranked).count();
      return new RankedResult(
          query.path("id").asText(),
          text,
          Status.RANKED,
          null,
          all.subList(0, Math.min(all.size(), query.path("k").asInt(1))),
          read,
          read,
          new Timings(0, 0, 0, 0, 0),
          null);
    }
  }

  private final class Bare implements Contender {
    private final List<ReadingSet> loaded = new ArrayList<>();

    @Override
    public String name() {
      return "bare";
    }

    @Override
    public boolean reads(ReadingSet.Kind kind) {
      return true;
    }

    @Override
    public void load(ReadingSet set) {
      loaded.add(set);
    }

    @Override
    public long run() {
      order.add("bare");
      return 1_000_000_000;
    }

    @Override
    public void close() {}
  }

  private final Scripted seine = new Scripted();
  private final Bare bare = new Bare();

  private static Hit hit(int retrieved, String title, String passage, boolean read) {
    return new Hit(
        1,
        "d" + retrieved,
        0.5,
        title,
        passage,
        0,
        1,
        Map.of(),
        read,
        read ? 0.5 : null,
        new Retrieval(retrieved, 0.1, null, null, null, null, null, null));
  }

  private static Document document(int number) {
    return new Document("d" + number, "", "text " + number, Map.of());
  }

  @Test
  void bothIndexEverySliceInTurnAfterTheyAreWarm() throws Exception {
    List<IndexingBenchmark.Slice> slices =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    new IndexingBenchmark.Slice(
                        List.of(document(2 * i), document(2 * i + 1)),
                        List.of(List.of("a", "b", "ab"), List.of("c"))))
            .toList();

    IndexingBenchmark.Outcome outcome =
        new IndexingBenchmark(seine, bare, List.of(), line -> {}).run(slices, Duration.ZERO);

    assertThat(order)
        .containsExactly(
            "bare",
            "publish 100",
            "await 100",
            "bare",
            "publish 2",
            "await 102",
            "bare",
            "publish 2",
            "await 104");
    assertThat(bare.loaded.get(0).groups())
        .containsExactly(new Group("", List.of("a", "b", "ab")), new Group("", List.of("c")));
    assertThat(outcome.rounds()).isEqualTo(2);
    assertThat(outcome.documents()).isEqualTo(2);
    assertThat(outcome.texts()).isEqualTo(4);
    // The bare loop took a second for the texts of two documents.
    assertThat(outcome.perSecond().first()).isEqualTo(new Spread(2, 2, 2));
  }

  @Test
  void theBareLoopReadsWhatSeineReadAndInItsOrder() throws Exception {
    seine.hits.put(
        "q1",
        List.of(
            hit(2, "T", "second", true), hit(1, "", "first", true), hit(3, "", "unread", false)));
    seine.hits.put("q2", List.of(hit(1, "", "other", true)));

    ReadingBenchmark.Outcome outcome =
        new ReadingBenchmark(seine, bare, List.of(), line -> {})
            .run(List.of("q1", "q2"), 2, Duration.ZERO);

    assertThat(bare.loaded).hasSize(1);
    assertThat(bare.loaded.get(0).groups())
        .containsExactly(
            new Group("q1", List.of("first", "T second")), new Group("q2", List.of("other")));
    assertThat(order)
        .containsExactly(
            "ask q1", "ask q2", "bare", "bare", "ask q1", "ask q2", "bare", "ask q1", "ask q2");
    assertThat(outcome.pairs()).isEqualTo(3);
    assertThat(outcome.otherPairs()).isZero();
    assertThat(outcome.pairsPerSecond().first()).isEqualTo(new Spread(3, 3, 3));
  }

  @Test
  void aHitThatTheBareLoopDidNotReadIsCounted() throws Exception {
    LiveSeine changing =
        new Scripted() {
          private int asked;

          @Override
          RankedResult answer(ObjectNode query) {
            hits.put("q", List.of(hit(1, "", "passage " + (asked++ == 0 ? 0 : 1), true)));
            return super.answer(query);
          }
        };

    assertThat(
            new ReadingBenchmark(changing, bare, List.of(), line -> {})
                .run(List.of("q"), 3, Duration.ZERO)
                .otherPairs())
        .isEqualTo(3);
  }

  @Test
  void aRoundInWhichLessIsReadIsNoMeasurement() {
    LiveSeine tired =
        new Scripted() {
          private int asked;

          @Override
          RankedResult answer(ObjectNode query) {
            hits.put("q", List.of(hit(1, "", "a", true), hit(2, "", "b", asked++ == 0)));
            return super.answer(query);
          }
        };

    assertThatThrownBy(
            () ->
                new ReadingBenchmark(tired, bare, List.of(), line -> {})
                    .run(List.of("q"), 1, Duration.ZERO))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("read 1 pairs in this round, and 2 when");
  }

  @Test
  void aSeineThatReadsNothingIsNotMeasured() {
    assertThatThrownBy(
            () ->
                new ReadingBenchmark(seine, bare, List.of(), line -> {})
                    .run(List.of("q"), 1, Duration.ZERO))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("No query has anything to read");
  }

  @Test
  void aDocumentIsFreshWhenAQueryFindsItByItsOwnWord() throws Exception {
    Map<String, Integer> asked = new HashMap<>();
    Scripted refreshing =
        new Scripted() {
          @Override
          RankedResult answer(ObjectNode query) {
            assertThat(query.path("rerank").asBoolean(true)).isFalse();
            List<Hit> found = new ArrayList<>();
            for (String word : query.path("text").asText().split(" ")) {
              published.stream()
                  .filter(document -> document.text().contains(word))
                  // At the second time that somebody asks for it.
                  .filter(document -> asked.merge(document.id(), 1, Integer::sum) == 2)
                  .forEach(
                      document ->
                          found.add(
                              new Hit(
                                  1,
                                  document.id(),
                                  0.5,
                                  "",
                                  "",
                                  0,
                                  1,
                                  Map.of(),
                                  false,
                                  null,
                                  new Retrieval(1, 0.1, 1, null, null, null, null, null))));
            }
            hits.put(query.path("text").asText(), found);
            return super.answer(query);
          }
        };

    List<Long> taken = new FreshnessProbe(refreshing, new Random(1)).run(3);

    assertThat(taken).hasSize(3);
    assertThat(refreshing.published).extracting(Document::id).doesNotHaveDuplicates();
    assertThat(asked).hasSize(3).allSatisfy((id, times) -> assertThat(times).isEqualTo(2));
  }

  @Test
  void aRatioIsThatOfTheRoundAndNotOfTheMedians() {
    Comparison comparison =
        Comparison.of(
            List.of(
                new Comparison.Round(100, 90),
                new Comparison.Round(50, 45),
                new Comparison.Round(10, 5)));

    assertThat(comparison.ratio().median()).isCloseTo(0.9, within(1e-9));
    assertThat(comparison.ratio().min()).isCloseTo(0.5, within(1e-9));
  }
}
