package io.seine.cli.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.evaluation.Measures;
import io.seine.cli.evaluation.RetrievedCandidates;
import io.seine.cli.evaluation.RetrievedCandidates.Candidate;
import io.seine.cli.input.InputException;
import io.seine.inference.BiEncoder;
import io.seine.inference.CrossEncoder;
import io.seine.inference.ExecutionProvider;
import io.seine.inference.InferenceRuntime;
import io.seine.inference.InferenceSettings;
import io.seine.inference.ModelSettings;
import io.seine.inference.QueryOrder;
import io.seine.inference.Reading;
import io.seine.job.ModelInputs;
import io.seine.message.Document;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials of tiny models, whose weights are random. */
class ModelTrialsTest {
  /** As many words as fill a passage. */
  private static final String OTHER = "The river boat leaves Berlin in the morning. ".repeat(8);

  private static final String QUESTION = "how many people live in the city";

  @TempDir private Path dir;
  private InferenceRuntime.Lease lease;

  @BeforeEach
  void acquire() {
    lease =
        InferenceRuntime.acquire(
            new InferenceSettings(
                ExecutionProvider.CPU, 1, QueryOrder.DEADLINE, 0.2, 0, 0, dir.resolve("cache")));
  }

  @AfterEach
  void close() {
    lease.close();
  }

  private static String tiny(String name) throws URISyntaxException {
    return Path.of(
            Objects.requireNonNull(ModelTrialsTest.class.getResource("/models/" + name)).toURI())
        .toString();
  }

  private BiEncoder biEncoder() throws URISyntaxException {
    return lease.biEncoder(tiny("pooled-bi-encoder"), ModelSettings.NONE);
  }

  private CrossEncoder crossEncoder() throws URISyntaxException {
    return lease.crossEncoder(tiny("bert-cross-encoder"), ModelSettings.NONE);
  }

  private static Document document(String id, String text) {
    return new Document(id, "", text, Map.of());
  }

  private static JudgedSample sample(List<Document> documents, JudgedQuery... queries) {
    return new JudgedSample("test", List.of(queries), documents, queries.length, documents.size());
  }

  @Test
  void theDocumentWithTheVectorOfTheQueryIsFoundByItsPassage() throws Exception {
    List<Document> documents =
        List.of(
            document("other", OTHER),
            document("long", OTHER + QUESTION + "."),
            document("net", "fish net search"));
    JudgedQuery query = new JudgedQuery("1", QUESTION + ".", Map.of("long", 1));

    RetrievedCandidates found = new VectorSearch(biEncoder(), documents).find(query);

    assertThat(found.retrieval()).hasSize(3);
    Candidate wanted =
        found.candidates().stream().filter(c -> c.id().equals("long")).findFirst().orElseThrow();
    assertThat(wanted.passage()).endsWith(QUESTION + ".").hasSizeLessThan(OTHER.length() / 2);
    assertThat(wanted.relevance()).isEqualTo(1);
    assertThat(found.candidates())
        .filteredOn(candidate -> candidate != wanted)
        .allMatch(candidate -> candidate.passageSimilarity() < wanted.passageSimilarity());
  }

  @Test
  void eachListIsAsDeepAsThatOfTheJob() throws Exception {
    List<Document> documents =
        IntStream.range(0, ModelInputs.depth() + 20)
            .mapToObj(number -> document("d" + number, "fish net " + number))
            .toList();

    RetrievedCandidates found =
        new VectorSearch(biEncoder(), documents).find(new JudgedQuery("1", QUESTION, Map.of()));

    assertThat(found.retrieval()).hasSizeBetween(ModelInputs.depth(), documents.size() - 1);
  }

  @Test
  void aBiEncoderIsJudgedByWhatIsNearest() throws Exception {
    JudgedSample sample =
        sample(
            List.of(document("a", "fish net"), document("b", QUESTION), document("c", OTHER)),
            new JudgedQuery("1", QUESTION, Map.of("b", 1)),
            new JudgedQuery("2", "fish net", Map.of("absent", 1)));

    ModelQuality quality = new BiEncoderTrial(sample).of(biEncoder());

    assertThat(quality.measures().get("nDCG@10")).containsExactly(1, 0);
    assertThat(quality.measures().get("recall@100")).containsExactly(1, 0);
  }

  @Test
  void aCrossEncoderOrdersTheCandidatesOfAFile() throws Exception {
    List<String> texts =
        List.of("fish net", "people live in berlin", "one two three", "the river", QUESTION);
    Reading first = read(texts);
    // What the model likes least is retrieved first, so that the orders differ.
    List<String> passages =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingDouble(first::logit))
            .map(texts::get)
            .toList();
    Reading reading = read(passages);
    List<String> alone = order(i -> reading.logit(i));
    List<String> fused = order(i -> reading.logit(i) - 3 * Math.log(i + 1));
    String relevant =
        alone.stream()
            .filter(id -> alone.indexOf(id) != fused.indexOf(id))
            .findFirst()
            .orElseThrow();
    Map<String, Integer> grades = Map.of(relevant, 1);
    Path file = candidates("1", passages);

    CrossEncoderTrial trial =
        CrossEncoderTrial.ofFile(
            sample(
                List.of(),
                new JudgedQuery("1", QUESTION, grades),
                new JudgedQuery("2", "not retrieved", Map.of("x", 1))),
            file);
    ModelQuality quality = trial.of(crossEncoder());

    assertThat(trial.description()).contains("1 of them have candidates");
    assertThat(quality.measures().get("nDCG@10, alone"))
        .containsExactly(Measures.of(alone, grades).ndcg());
    double retrieved = Measures.of(List.of("d0", "d1", "d2", "d3", "d4"), grades).ndcg();
    assertThat(trial.description())
        .endsWith(String.format(Locale.ROOT, "unread their nDCG@10 is %.4f", retrieved));
    assertThat(quality.measures().get("nDCG@10, fused"))
        .containsExactly(Measures.of(fused, grades).ndcg());
  }

  private Reading read(List<String> passages) throws URISyntaxException {
    Reading reading = crossEncoder().read(QUESTION, passages, Long.MAX_VALUE);
    reading.completion().join();
    return reading;
  }

  /** Five documents by a score, best first. */
  private static List<String> order(IntToDoubleFunction score) {
    return IntStream.range(0, 5)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -score.applyAsDouble(i)))
        .map(i -> "d" + i)
        .toList();
  }

  private Path candidates(String query, List<String> passages) throws Exception {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < passages.size(); i++) {
      candidates.add(
          new Candidate("d" + i, "", passages.get(i), i + 1, null, null, null, 99.0 * i, 0));
    }
    Path file = dir.resolve("candidates.jsonl");
    RetrievedCandidates.write(file, List.of(new RetrievedCandidates(query, QUESTION, candidates)));
    return file;
  }

  @Test
  void aFileOfOtherQueriesIsRefused() throws Exception {
    Path file = candidates("other", List.of("fish"));
    JudgedSample sample = sample(List.of(), new JudgedQuery("1", "boat", Map.of("d0", 1)));

    assertThatThrownBy(() -> CrossEncoderTrial.ofFile(sample, file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("candidates.jsonl has candidates of none of the 1 judged queries");
  }

  @Test
  void withoutAFileTheNearestAreRead() throws Exception {
    JudgedSample sample =
        sample(
            List.of(document("a", "fish net"), document("b", QUESTION), document("c", OTHER)),
            new JudgedQuery("1", QUESTION, Map.of("b", 1)));

    CrossEncoderTrial trial = CrossEncoderTrial.ofNearest(sample, biEncoder());

    assertThat(trial.description()).endsWith("unread their nDCG@10 is 1.0000");
    assertThat(trial.of(crossEncoder()).measures().get("nDCG@10, alone")[0]).isPositive();
  }
}
