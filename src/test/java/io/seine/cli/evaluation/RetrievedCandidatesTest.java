package io.seine.cli.evaluation;

import static io.seine.cli.evaluation.Answers.answer;
import static io.seine.cli.evaluation.Answers.hit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.cli.input.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrievedCandidatesTest {
  private static final RetrievedCandidates QUERY =
      RetrievedCandidates.of(
          new JudgedQuery("7", "why?", Map.of("b", 2)),
          answer(
              1,
              hit("b", 2, 0.9, 1 / (1 + Math.exp(3))),
              hit("a", 1, 0.8, 1.0),
              hit("c", 3, 0, null)));

  @TempDir private Path dir;

  @Test
  void standInRetrievalOrderWithTheirLogits() {
    assertThat(QUERY.candidates())
        .extracting(RetrievedCandidates.Candidate::id)
        .containsExactly("a", "b", "c");
    assertThat(QUERY.candidates().get(0).logit()).isEqualTo(36);
    assertThat(QUERY.candidates().get(1).logit()).isCloseTo(-3, within(1e-9));
    assertThat(QUERY.candidates().get(2).logit()).isNull();
    assertThat(QUERY.read()).isEqualTo(2);
  }

  @Test
  void haveTheMembersThatAreDocumentedAndAreReadBack() throws Exception {
    Path file = dir.resolve("candidates.jsonl");
    RetrievedCandidates.write(file, List.of(QUERY, QUERY));

    assertThat(RetrievedCandidates.read(file)).containsExactly(QUERY, QUERY);
    JsonNode json = new ObjectMapper().readTree(Files.readAllLines(file).get(0));
    assertThat(json.fieldNames()).toIterable().containsExactly("query_id", "text", "candidates");
    assertThat(json.path("candidates").path(2).fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "title",
            "passage",
            "rank",
            "keyword_score",
            "document_similarity",
            "passage_similarity",
            "logit",
            "relevance");
    assertThat(json.path("candidates").path(1).path("relevance").asInt()).isEqualTo(2);
  }

  @Test
  void aFileOfThemIsThereOnceItHoldsAll() throws Exception {
    Path file = dir.resolve("candidates.jsonl");
    List<RetrievedCandidates> broken =
        new AbstractList<>() {
          @Override
          public RetrievedCandidates get(int index) {
            if (index == 1) {
              throw new IllegalStateException("the process is killed");
            }
            return QUERY;
          }

          @Override
          public int size() {
            return 2;
          }
        };
    assertThatThrownBy(() -> RetrievedCandidates.write(file, broken))
        .isInstanceOf(IllegalStateException.class);
    assertThat(dir).isEmptyDirectory();

    RetrievedCandidates.write(file, List.of(QUERY));
    assertThatThrownBy(() -> RetrievedCandidates.write(file, broken))
        .isInstanceOf(IllegalStateException.class);
    assertThat(RetrievedCandidates.read(file)).containsExactly(QUERY);
  }

  @Test
  void saysWhichLineIsNotOne() throws Exception {
    Path file = dir.resolve("candidates.jsonl");
    RetrievedCandidates.write(file, List.of(QUERY));
    Files.writeString(file, Files.readString(file) + "{\"query_id\": [\n");
    assertThatThrownBy(() -> RetrievedCandidates.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Line 2 of");
  }
}
