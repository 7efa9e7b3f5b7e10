package io.seine.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.cli.input.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeirFolderTest {
  @TempDir private Path dir;

  private void write(String judgements) throws IOException {
    Files.createDirectories(dir.resolve("qrels"));
    Files.writeString(dir.resolve("corpus.jsonl"), "");
    Files.writeString(
        dir.resolve("queries.jsonl"),
        "{\"_id\": \"1\", \"text\": \"one\"}\n{\"_id\": \"2\", \"text\": \"two\"}\n");
    Files.writeString(dir.resolve("qrels/test.tsv"), judgements);
  }

  @Test
  void readsQueriesInTheOrderOfTheirJudgements() throws Exception {
    write("query-id\tcorpus-id\tscore\n2\ta\t1\n1\tb\t2\n2\tc\t0\n");
    BeirFolder folder = new BeirFolder(dir, "test");
    assertThat(folder.queries(10))
        .containsExactly(
            new JudgedQuery("2", "two", Map.of("a", 1, "c", 0)),
            new JudgedQuery("1", "one", Map.of("b", 2)));
    assertThat(folder.queries(1)).extracting(JudgedQuery::id).containsExactly("2");
  }

  @Test
  void theByteOrderMarkOfAnEditorIsNoPartOfTheQueries() throws Exception {
    write("query-id\tcorpus-id\tscore\n1\ta\t1\n");
    Files.writeString(dir.resolve("queries.jsonl"), "\uFEFF{\"_id\": \"1\", \"text\": \"one\"}\n");

    assertThat(new BeirFolder(dir, "test").queries(10))
        .containsExactly(new JudgedQuery("1", "one", Map.of("a", 1)));
  }

  @Test
  void readsOtherJudgementsBesideThoseOfTest() throws Exception {
    write("query-id\tcorpus-id\tscore\n2\ta\t1\n");
    Files.writeString(dir.resolve("qrels/train.tsv"), "query-id\tcorpus-id\tscore\n1\tb\t1\n");

    assertThat(BeirFolder.holds(dir, "train")).isTrue();
    assertThat(BeirFolder.holds(dir, "dev")).isFalse();
    assertThat(new BeirFolder(dir, "train").queries(10))
        .extracting(JudgedQuery::id)
        .containsExactly("1");
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThatThrownBy(() -> new BeirFolder(dir, "test"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("corpus.jsonl");
  }

  @Test
  void aScoreThatIsNoNumberIsSaidToBeTheTrouble() throws Exception {
    write("query-id\tcorpus-id\tscore\n2\ta\tvery\n");
    assertThatThrownBy(() -> new BeirFolder(dir, "test").queries(1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has the score 'very'; it is a whole number");
  }

  @Test
  void saysWhichLineIsNotAJudgement() throws Exception {
    write("query-id\tcorpus-id\tscore\n2 a 1\n");
    assertThatThrownBy(() -> new BeirFolder(dir, "test").queries(1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'2 a 1'");
  }

  @Test
  void saysWhichJudgedQueryIsMissing() throws Exception {
    write("query-id\tcorpus-id\tscore\n9\ta\t1\n");
    assertThatThrownBy(() -> new BeirFolder(dir, "test").queries(1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the query 9");
  }
}
