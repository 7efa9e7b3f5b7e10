package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.Condition;
import io.seine.message.MetadataType;
import io.seine.message.RetrievalMode;
import io.seine.search.Language;
import io.seine.search.RetrievalWeights;
import io.seine.search.VectorStorage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every operator of a filter on every type of metadata, in each list of the retrieval. */
class FiltersIT {
  private static final int MANY = 10_000;
  private static final int DIMENSION = 8;
  private static final float[] ANY = {1, 0};
  private static final RetrievalWeights DOCUMENTS = new RetrievalWeights(0, 1, 0, 0);
  private static final RetrievalWeights PASSAGES = new RetrievalWeights(0, 0, 1, 0);

  private static final long NEW_YEAR = 1_767_225_600_000L; // 2026-01-01T00:00:00Z

  private static IndexUnderTest few;
  private static IndexUnderTest many;
  private static final List<float[]> VECTORS = new ArrayList<>();

  @BeforeAll
  static void index() throws Exception {
    few =
        new IndexUnderTest(
            "filters-few",
            2,
            Map.of(
                "name", MetadataType.KEYWORD,
                "tags", MetadataType.KEYWORD,
                "n", MetadataType.LONG,
                "x", MetadataType.DOUBLE,
                "flag", MetadataType.BOOLEAN,
                "day", MetadataType.DATE),
            Language.ENGLISH,
            VectorStorage.QUANTISED);
    few.add(
        "a",
        "",
        "bread",
        Map.of(
            "name",
            "alpha",
            "tags",
            List.of("s", "t"),
            "n",
            1,
            "x",
            1.5,
            "flag",
            true,
            "day",
            "2026-01-31"),
        ANY);
    few.add(
        "b",
        "",
        "bread",
        Map.of(
            "name",
            "beta",
            "tags",
            List.of("t", "u"),
            "n",
            List.of(2, 20),
            "x",
            List.of(2.5, 7),
            "flag",
            false,
            "day",
            "2026-02-01T10:00:00Z"),
        ANY);
    few.add(
        "c",
        "",
        "bread",
        Map.of(
            "name",
            "alphabet",
            "tags",
            "u",
            "n",
            -3,
            "x",
            -0.5,
            "flag",
            List.of(true, false),
            "day",
            List.of(NEW_YEAR, "2026-03-01")),
        ANY);
    few.add("d", "", "bread", Map.of(), ANY);
    few.write();

    many =
        new IndexUnderTest(
            "filters-many",
            DIMENSION,
            Map.of("n", MetadataType.LONG),
            Language.NONE,
            VectorStorage.QUANTISED);
    Random random = new Random(7);
    for (int i = 0; i < MANY; i++) {
      float[] vector = vector(random);
      VECTORS.add(vector);
      many.add(Integer.toString(i), "", "x", Map.of("n", i), vector);
    }
    many.write();
  }

  @AfterAll
  static void drop() throws Exception {
    few.close();
    many.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'name': 'alpha'}                              | a",
        "{'name': ['alpha', 'beta', 'gamma']}           | a b",
        "{'tags': {'any': ['s', 'u']}}                  | a b c",
        "{'tags': {'all': ['t', 'u']}}                  | b",
        "{'tags': {'none': ['s', 'x']}}                 | b c d",
        "{'name': {'exists': true}}                     | a b c",
        "{'name': {'exists': false}}                    | d",
        "{'name': {'prefix': 'alpha'}}                  | a c",
        "{'tags': {'prefix': 's'}}                      | a",
        "{'n': 1}                                       | a",
        "{'n': [1, 20]}                                 | a b",
        "{'n': {'all': [2, 20]}}                        | b",
        "{'n': {'none': [1, 2]}}                        | c d",
        "{'n': {'gt': 1}}                               | b",
        "{'n': {'gte': 1}}                              | a b",
        "{'n': {'lt': 1}}                               | c",
        "{'n': {'lte': 1}}                              | a c",
        "{'n': {'gte': 3, 'lt': 20}}                    | ``",
        "{'n': {'gte': 3, 'lte': 20, 'none': [-3]}}     | b",
        "{'n': {'exists': false}}                       | d",
        "{'x': 2.5}                                     | b",
        "{'x': 7}                                       | b",
        "{'x': {'any': [1.5, -0.5]}}                    | a c",
        "{'x': {'all': [2.5, 7]}}                       | b",
        "{'x': {'none': [1.5]}}                         | b c d",
        "{'x': {'gt': 1.5}}                             | b",
        "{'x': {'gte': 1, 'lt': 2}}                     | a",
        "{'x': {'lte': 0}}                              | c",
        "{'x': {'exists': true}}                        | a b c",
        "{'flag': true}                                 | a c",
        "{'flag': [true, false]}                        | a b c",
        "{'flag': {'all': [true, false]}}               | c",
        "{'flag': {'none': [true]}}                     | b d",
        "{'flag': {'exists': false}}                    | d",
        "{'day': '2026-01-31'}                          | a",
        "{'day': '2026-02-01'}                          | b",
        "{'day': '2026-02-01T10:00:00Z'}                | b",
        "{'day': '2026-02-01T12:00:00+02:00'}           | b",
        "{'day': '2026-02-01T10:00:01Z'}                | ``",
        "{'day': 1767225600000}                         | c",
        "{'day': ['2026-01-31', '2026-03-01']}          | a c",
        "{'day': {'all': ['2026-01-01', '2026-03-01']}} | c",
        "{'day': {'none': ['2026-02-01']}}              | a c d",
        "{'day': {'gt': '2026-01-31', 'lt': '2026-03-01'}}   | b",
        "{'day': {'gte': '2026-01-31', 'lt': '2026-02-01'}}  | a",
        "{'day': {'lt': '2026-01-31'}}                  | c",
        "{'day': {'lte': '2026-02-01', 'gte': '2026-02-01'}} | b",
        "{'day': {'gt': '2026-02-01T10:00:00Z'}}        | c",
        "{'day': {'gte': 1767225600000, 'lte': 1767225600000}} | c",
        "{'day': {'exists': true}}                      | a b c",
        "{'name': {'prefix': 'alpha'}, 'flag': true, 'n': {'gt': 0}} | a",
        "{'tags': 't', 'day': {'gte': '2026-02-01'}}    | b",
      })
  void aFilterHoldsInEveryList(String filter, String expected) throws Exception {
    List<String> ids = expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1));
    List<Condition> conditions = few.filter(filter.replace('\'', '"'));
    assertThat(few.retrieve(RetrievalMode.KEYWORD, "bread", null, conditions, 10))
        .as("by words: " + filter)
        .containsExactlyInAnyOrderElementsOf(ids);
    for (RetrievalWeights list : List.of(DOCUMENTS, PASSAGES)) {
      assertThat(few.retrieve(list, RetrievalMode.VECTOR, "", ANY, conditions, 10))
          .as(list + ": " + filter)
          .containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  /** As many as there are, up to those asked for, and the nearest: the filter is in the search. */
  @ParameterizedTest
  @CsvSource({"5000, 0.99", "1000, 0.99", "100, 0.99", "10, 1", "1, 1"})
  void whateverAFilterLeavesTheNearestOfItAreFound(int matching, double recall) throws Exception {
    Random random = new Random(matching);
    int wanted = Math.min(10, matching);
    int found = 0;
    int queries = 20;
    for (int i = 0; i < queries; i++) {
      float[] query = vector(random);
      List<String> nearest =
          IntStream.range(0, matching)
              .boxed()
              .sorted(Comparator.comparingDouble(n -> -cosine(query, VECTORS.get(n))))
              .limit(wanted)
              .map(n -> Integer.toString(n))
              .toList();
      List<Condition> filter = many.filter("{\"n\": {\"lt\": " + matching + "}}");
      for (RetrievalWeights list : List.of(DOCUMENTS, PASSAGES)) {
        List<String> hits = many.retrieve(list, RetrievalMode.VECTOR, "", query, filter, 10);
        assertThat(hits).hasSize(wanted);
        Set<String> both = new HashSet<>(hits);
        both.retainAll(nearest);
        found += both.size();
      }
    }
    assertThat(found).isGreaterThanOrEqualTo((int) Math.ceil(recall * 2 * queries * wanted));
  }

  @Test
  void aFilterThatNothingFulfilsLeavesNothing() throws Exception {
    for (RetrievalMode mode : RetrievalMode.values()) {
      assertThat(many.retrieve(mode, "x", VECTORS.get(0), many.filter("{\"n\": -1}"), 10))
          .isEmpty();
    }
  }

  @Test
  void theGreatestDepthThatMayBeSetFindsAllThereIs() throws Exception {
    assertThat(many.retrieve(RetrievalMode.VECTOR, "", VECTORS.get(0), List.of(), MANY))
        .hasSize(MANY);
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double lengths = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      lengths += b[i] * b[i];
    }
    return dot / Math.sqrt(lengths);
  }
}
