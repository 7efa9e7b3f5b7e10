package io.seine.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.cli.input.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgementsFileTest {
  @TempDir private Path dir;

  private List<JudgedQuery> read(String name, String content) throws Exception {
    Path file = Files.writeString(dir.resolve(name), content);
    return JudgedCollection.open(file, "test").queries(Integer.MAX_VALUE);
  }

  @Test
  void readsATableAndLeavesOutWhatIsNotJudgedYet() throws Exception {
    List<JudgedQuery> queries =
        read(
            "j.tsv",
            "query\tid\tgrade\ttitle\nwhy?\ta\t2\tA\nwhy?\tb\t\tB\nhow?\tc\t0\n\nwhy?\td\t1\tD\n");

    assertThat(queries).extracting(JudgedQuery::text).containsExactly("why?", "how?");
    assertThat(queries.get(0).grades()).isEqualTo(Map.of("a", 2, "d", 1));
    assertThat(queries.get(0).id())
        .isEqualTo(read("k.tsv", "why?\ta\t1\n").get(0).id())
        .isNotEqualTo(queries.get(1).id());
  }

  @Test
  void theByteOrderMarkOfAnEditorIsNoPartOfTheTable() throws Exception {
    assertThat(read("j.tsv", "\uFEFFquery\tid\tgrade\nwhy?\ta\t1\n"))
        .extracting(JudgedQuery::text)
        .containsExactly("why?");
  }

  @Test
  void readsClicksAsJudgementsOfWhatWasLookedAt() throws Exception {
    List<JudgedQuery> queries =
        read(
            "clicks.jsonl",
            """
            {"query": "why?", "shown": ["a", "b", "c", "d"], "clicked": ["c"]}
            {"query": "why?", "shown": ["a", "c", "b"], "clicked": ["c"]}
            {"query": "why?", "shown": ["b", "a"], "clicked": ["b"]}
            {"query": "unclicked", "shown": ["a"], "clicked": []}
            {"query": "why?", "id": "a", "grade": 3}
            """);

    // b was looked at twice and clicked once; d stood below every click; a is judged by hand.
    assertThat(queries)
        .singleElement()
        .extracting(JudgedQuery::grades)
        .isEqualTo(Map.of("a", 3, "b", 1, "c", 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "j.tsv   | why? a 1                    | line 1: 'why? a 1' is not query",
        "j.tsv   | why?\ta\tgood               | line 1: the grade is 'good'; it is a whole number",
        "j.jsonl | {\"query\": \"q\", \"id\": \"a\", \"grade\": \"1\"} | the grade is '\"1\"'; it is",
        "j.jsonl | {                           | line 1 is not JSON",
        "j.jsonl | {\"query\": \"q\", \"id\": \"a\"} | neither query, id and grade, nor",
        "j.txt   | x                           | neither a BEIR folder, nor judgements",
        "j.tsv   | 'why?\ta\t'                 | judges nothing"
      })
  void saysWhatIsWrong(String name, String content, String message) {
    assertThatThrownBy(() -> read(name, content.replace("\\t", "\t")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}
