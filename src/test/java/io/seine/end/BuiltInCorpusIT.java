package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.cli.corpus.ConfigurationReference;
import io.seine.cli.corpus.JudgedQuestions;
import io.seine.cli.evaluation.Measures;
import io.seine.local.LocalCluster;
import io.seine.local.LocalSeine;
import io.seine.message.Document;
import io.seine.message.RankedResult;
import io.seine.search.IndexAdmin;
import io.seine.search.SearchConnection;
import io.seine.search.SearchSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gate on the quality of answers that needs no data but what every machine with this project has.
 */
class BuiltInCorpusIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Document> DOCUMENTS = ConfigurationReference.documents();
  private static final String DEADLINE = "\"deadline_ms\": 600000";

  @TempDir private static Path dir;
  private static LocalSeine seine;
  private static Traffic traffic;
  private static SearchConnection search;

  /** An index of its own: what the words are worth depends on all documents that are there. */
  @BeforeAll
  static void index() throws Exception {
    seine =
        LocalSeine.started(
            LocalCluster.Options.onFreePorts(dir), Path.of("").toAbsolutePath(), Map.of());
    traffic = new Traffic(seine.cluster().kafkaBootstrap());
    search =
        SearchConnection.open(
            new SearchSettings(
                seine.cluster().openSearchUrl(),
                "documents",
                null,
                null,
                null,
                null,
                null,
                30_000));
    IndexAdmin index = new IndexAdmin(search);
    for (Document document : DOCUMENTS) {
      traffic.publish(
          "documents",
          document.id(),
          JSON.createObjectNode()
              .put("title", document.title())
              .put("text", document.text())
              .toString());
    }
    traffic.askUntil(
        "corpus-ready",
        "{\"text\": \"option\", \"k\": 1000, \"candidates\": 1, \"rerank\": false, \"retrieval\": \"vector\", %s}"
            .formatted(DEADLINE),
        result -> result.hits().size() == 1000 && index.countDocuments() == DOCUMENTS.size());
  }

  @AfterAll
  static void stop() throws Exception {
    search.close();
    traffic.close();
    seine.close();
  }

  @Test
  void theCorpusIsLargeAndWellFormed() {
    assertThat(DOCUMENTS).hasSizeGreaterThan(1_000);
    assertThat(DOCUMENTS).extracting(Document::id).doesNotHaveDuplicates();
    assertThat(DOCUMENTS)
        .allSatisfy(d -> assertThat(d.text()).isNotBlank().doesNotContain("<p>", "<code>"));
    assertThat(ConfigurationReference.documents()).isEqualTo(DOCUMENTS);
  }

  @Test
  void everyJudgedAnswerIsInTheCorpus() {
    Set<String> ids = new HashSet<>(DOCUMENTS.stream().map(Document::id).toList());
    assertThat(JudgedQuestions.all()).hasSizeGreaterThan(40);
    assertThat(JudgedQuestions.all())
        .allSatisfy(question -> assertThat(ids).containsAll(question.relevant()));
  }

  @Test
  void answersAreAsGoodAsTheyWere() throws Exception {
    Measures hybrid = judge("hybrid", false);
    Measures reranked = judge("hybrid", true);
    System.out.printf("Built-in corpus: hybrid %s, reranked %s%n", hybrid, reranked);
    assertThat(hybrid.ndcg()).isGreaterThan(0.52);
    assertThat(reranked.ndcg()).isGreaterThan(0.58).isGreaterThan(hybrid.ndcg());
    assertThat(reranked.recall()).isGreaterThan(0.9);
  }

  private static Measures judge(String retrieval, boolean rerank) throws Exception {
    List<JudgedQuestions.Question> questions = JudgedQuestions.all();
    for (JudgedQuestions.Question question : questions) {
      traffic.publish(
          "queries",
          null,
          "{\"id\": \"corpus-%s-%s-%s\", \"text\": \"%s\", \"k\": 100, \"rerank\": %s, \"retrieval\": \"%s\", %s}"
              .formatted(
                  retrieval, rerank, question.id(), question.text(), rerank, retrieval, DEADLINE));
    }
    List<Measures> measures = new ArrayList<>();
    for (JudgedQuestions.Question question : questions) {
      RankedResult result =
          traffic.result("corpus-%s-%s-%s".formatted(retrieval, rerank, question.id()));
      Map<String, Integer> grades =
          question.relevant().stream().collect(Collectors.toMap(Function.identity(), id -> 1));
      measures.add(Measures.of(result.hits().stream().map(RankedResult.Hit::id).toList(), grades));
    }
    return Measures.mean(measures);
  }
}
