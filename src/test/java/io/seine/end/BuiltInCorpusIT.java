package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.cli.SeineCommand;
import io.seine.cli.corpus.ConfigurationReference;
import io.seine.cli.corpus.JudgedQuestions;
import io.seine.cli.evaluation.FusionFit;
import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.evaluation.Measures;
import io.seine.cli.evaluation.RetrievedCandidates;
import io.seine.local.LocalCluster;
import io.seine.local.LocalSeine;
import io.seine.message.Document;
import io.seine.message.RankedResult;
import io.seine.search.IndexAdmin;
import io.seine.search.SearchConnection;
import io.seine.search.SearchSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private static final List<JudgedQuery> QUESTIONS =
      JudgedQuestions.all().stream()
          .map(
              question ->
                  new JudgedQuery(
                      question.id(),
                      question.text(),
                      question.relevant().stream()
                          .collect(Collectors.toMap(Function.identity(), id -> 1))))
          .toList();
  private static final String DEADLINE = "\"deadline_ms\": 600000";

  /** By what was to order them. */
  private static final Map<String, List<RankedResult>> ANSWERS = new HashMap<>();

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
    for (Document document : DOCUMENTS) {
      traffic.publish(
          "documents",
          document.id(),
          JSON.createObjectNode()
              .put("title", document.title())
              .put("text", document.text())
              .toString());
    }
    IndexAdmin index = new IndexAdmin(search);
    Patience.until("all is indexed", () -> index.countDocuments() == DOCUMENTS.size());
    traffic.askUntil(
        "corpus-ready",
        "{\"text\": \"option\", \"k\": 1000, \"candidates\": 1, \"rerank\": false, \"retrieval\": \"vector\", %s}"
            .formatted(DEADLINE),
        result -> result.hits().size() == 1000);
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
    List<RankedResult> answers = ask("fused");
    List<RetrievedCandidates> candidates = new ArrayList<>();
    Map<String, Map<String, Integer>> grades = new HashMap<>();
    for (int i = 0; i < QUESTIONS.size(); i++) {
      candidates.add(RetrievedCandidates.of(QUESTIONS.get(i), answers.get(i)));
      grades.put(QUESTIONS.get(i).id(), QUESTIONS.get(i).grades());
    }
    // So that other weights can be tried on it (docs/quality.md).
    RetrievedCandidates.write(Path.of("target", "built-in-candidates.jsonl"), candidates);
    System.out.println(new FusionFit(candidates, grades).text());
    Measures hybrid = judge(ask("off"));
    Measures reranked = judge(answers);
    System.out.printf(
        "Built-in corpus: hybrid %s, reranked %s, alone %s%n",
        hybrid, reranked, judge(ask("alone")));
    assertThat(hybrid.ndcg()).isGreaterThan(0.52);
    assertThat(reranked.ndcg()).isGreaterThan(0.58).isGreaterThan(hybrid.ndcg());
    assertThat(reranked.recall100()).isGreaterThan(0.9);
  }

  @Test
  void theCommandReportsOnAFileOfJudgements() throws Exception {
    StringBuilder judgements = new StringBuilder("query\tid\tgrade\n");
    for (JudgedQuery question : QUESTIONS) {
      question
          .grades()
          .forEach((id, grade) -> judgements.append(row(question.text(), id, grade.toString())));
    }
    Path judged = Files.writeString(dir.resolve("judged.tsv"), judgements);
    Path report = dir.resolve("report.json");
    Path page = dir.resolve("report.html");
    Path pairs = dir.resolve("pairs.tsv");

    assertThat(eval(judged, "--json", report, "--html", page)).isZero();
    assertThat(eval(judged, "--propose", pairs, "--pairs", 30)).isZero();

    JsonNode json = JSON.readTree(Files.readString(report));
    assertThat(json.path("modes").path("reranked").path("ndcg@10").asDouble())
        .isCloseTo(judge(ask("fused")).ndcg(), within(1e-9));
    assertThat(json.path("modes").path("alone").path("ndcg@10").asDouble())
        .isCloseTo(judge(ask("alone")).ndcg(), within(1e-9));
    assertThat(json.path("incomplete").asInt()).isZero();
    assertThat(json.path("ndcg_by_pairs_read")).hasSize(51);
    assertThat(Files.readString(page)).contains("48 judged queries", "</html>");
    assertThat(Files.readAllLines(pairs)).hasSize(31);
    assertThat(eval(report, "--against", report)).isZero();
  }

  private static String row(String... cells) {
    return String.join("\t", cells) + "\n";
  }

  private static int eval(Object... arguments) {
    List<String> all = new ArrayList<>(List.of("eval"));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    all.addAll(List.of("--bootstrap", seine.cluster().kafkaBootstrap()));
    return SeineCommand.run(all.toArray(new String[0])).status();
  }

  @Test
  void aHitSaysWhatTheRetrievalKnewOfIt() throws Exception {
    Map<String, Document> documents =
        DOCUMENTS.stream().collect(Collectors.toMap(Document::id, Function.identity()));
    int whole = 0;
    for (RankedResult answer : ask("off")) {
      for (RankedResult.Hit hit : answer.hits()) {
        RankedResult.Retrieval known = hit.retrieval();
        assertThat(known.keywordScore() == null).isEqualTo(known.keywordRank() == null);
        double document = Objects.requireNonNull(known.documentSimilarity());
        double passage = Objects.requireNonNull(known.passageSimilarity());
        assertThat(document).isBetween(0.0, 1.0);
        // A document of one passage has one vector.
        int length = documents.get(hit.id()).text().length();
        if (hit.passageStart() == 0 && hit.passageEnd() == length) {
          assertThat(document).isCloseTo(passage, within(1e-5));
          whole++;
        }
      }
    }
    assertThat(whole).isGreaterThan(100);
  }

  /** The answers to all questions, in their order; each is asked once. */
  private static List<RankedResult> ask(String rerank) throws Exception {
    List<RankedResult> known = ANSWERS.get(rerank);
    if (known != null) {
      return known;
    }
    for (JudgedQuery question : QUESTIONS) {
      traffic.publish(
          "queries",
          null,
          "{\"id\": \"corpus-%s-%s\", \"text\": \"%s\", \"k\": 100, \"rerank\": \"%s\", %s}"
              .formatted(rerank, question.id(), question.text(), rerank, DEADLINE));
    }
    List<RankedResult> answers = new ArrayList<>();
    for (JudgedQuery question : QUESTIONS) {
      answers.add(traffic.result("corpus-%s-%s".formatted(rerank, question.id())));
    }
    ANSWERS.put(rerank, answers);
    return answers;
  }

  private static Measures judge(List<RankedResult> answers) {
    List<Measures> measures = new ArrayList<>();
    for (int i = 0; i < QUESTIONS.size(); i++) {
      measures.add(
          Measures.of(
              answers.get(i).hits().stream().map(RankedResult.Hit::id).toList(),
              QUESTIONS.get(i).grades()));
    }
    return Measures.mean(measures);
  }
}
