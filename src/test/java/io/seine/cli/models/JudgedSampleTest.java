package io.seine.cli.models;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.evaluation.BeirFolder;
import io.seine.cli.evaluation.BuiltInCollection;
import io.seine.cli.evaluation.JudgedQuery;
import io.seine.message.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgedSampleTest {
  @TempDir private Path dir;

  /** Ten queries, each with a relevant document and one judged not to be, of 100. */
  @BeforeEach
  void write() throws IOException {
    Files.createDirectory(dir.resolve("qrels"));
    Files.writeString(
        dir.resolve("corpus.jsonl"), lines(100, "{\"_id\": \"d%d\", \"text\": \"t\"}"));
    Files.writeString(
        dir.resolve("queries.jsonl"), lines(10, "{\"_id\": \"q%d\", \"text\": \"t\"}"));
    Files.writeString(
        dir.resolve("qrels/test.tsv"),
        "query-id\tcorpus-id\tscore\n" + lines(10, "q%1$d\td9%1$d\t1\nq%1$d\td8%1$d\t0"));
  }

  private static String lines(int count, String line) {
    return IntStream.range(0, count).mapToObj(line::formatted).collect(joining("\n", "", "\n"));
  }

  private JudgedSample sample(int queries, int documents) {
    return JudgedSample.of(new BeirFolder(dir, "test"), queries, documents, problem -> {});
  }

  private static List<String> ids(JudgedSample sample) {
    return sample.documents().stream().map(Document::id).toList();
  }

  @Test
  void holdsWhatIsJudgedForItsQueriesAndOthersByChance() {
    JudgedSample sample = sample(3, 20);

    assertThat(sample.queries()).extracting(JudgedQuery::id).containsExactly("q0", "q1", "q2");
    assertThat(ids(sample))
        .hasSize(20)
        .doesNotHaveDuplicates()
        .contains("d90", "d91", "d92", "d80", "d81", "d82");
    // By chance, and so not the first ones.
    assertThat(ids(sample)).anyMatch(id -> id.matches("d[3-7].")).isEqualTo(ids(sample(3, 20)));
    assertThat(sample.description())
        .startsWith("the first 3 of 10 judged queries of ")
        .contains("20 of its 100 documents (those judged, others by chance");
  }

  @Test
  void whatIsJudgedIsThereHoweverFewAreAskedFor() {
    assertThat(ids(sample(3, 1)))
        .containsExactlyInAnyOrder("d90", "d91", "d92", "d80", "d81", "d82");
  }

  @Test
  void whatIsJudgedAndNotInTheCollectionLeavesItsPlaceToOthers() throws IOException {
    Files.writeString(
        dir.resolve("corpus.jsonl"), lines(85, "{\"_id\": \"d%d\", \"text\": \"t\"}"));

    assertThat(ids(sample(3, 20)))
        .hasSize(20)
        .doesNotHaveDuplicates()
        .contains("d80", "d81", "d82");
  }

  @Test
  void aSmallCollectionIsTakenWhole() {
    JudgedSample sample = sample(50, 500);

    assertThat(sample.documents()).hasSize(100);
    assertThat(sample.description())
        .startsWith("10 judged queries of")
        .endsWith("all of its 100 documents");
  }

  @Test
  void theBuiltInCorpusIsAlwaysThere() {
    JudgedSample sample = JudgedSample.of(new BuiltInCollection(), 5, 100, problem -> {});

    assertThat(sample.queries()).hasSize(5);
    assertThat(ids(sample)).hasSize(100).containsAll(sample.queries().get(0).grades().keySet());
  }

  @Test
  void documentsThatNobodyReadsAreNotNamed() {
    JudgedSample sample = JudgedSample.queriesOf(new BuiltInCollection(), 5);

    assertThat(sample.documents()).isEmpty();
    assertThat(sample.description())
        .isEqualTo("the first 5 of 48 judged queries of the built-in corpus");
  }
}
