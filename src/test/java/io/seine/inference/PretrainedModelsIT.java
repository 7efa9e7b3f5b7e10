package io.seine.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The models of the catalogue, compared with what src/test/reference/make_reference.py computed on
 * the same files.
 */
@Timeout(300)
class PretrainedModelsIT {
  private static final long NEVER = Long.MAX_VALUE;
  private static final String BERLIN = "How many people live in Berlin?";
  private static final List<String> BERLIN_PASSAGES =
      List.of(
          "Berlin had a population of 3,520,031 registered inhabitants in an area of 891.82 square"
              + " kilometers.",
          "New York City is famous for the Metropolitan Museum of Art.",
          "Berlin is well known for its museums.");

  private static InferenceRuntime.Lease lease;
  private static BiEncoder biEncoder;
  private static CrossEncoder crossEncoder;

  @BeforeAll
  static void load() {
    lease =
        InferenceRuntime.acquire(
            new InferenceSettings(
                ExecutionProvider.CPU, 2, QueryOrder.FAIR, 0.2, 0, 0, ModelStore.defaultCache()));
    biEncoder = lease.biEncoder("bge-small-en-v1.5", ModelSettings.NONE);
    crossEncoder = lease.crossEncoder("ms-marco-MiniLM-L-12-v2", ModelSettings.NONE);
  }

  @AfterAll
  static void close() {
    lease.close();
  }

  @Test
  void passagesOnBerlinGetTheLogitsOfTheReference() {
    Reading reading = crossEncoder.read(BERLIN, BERLIN_PASSAGES, NEVER);
    reading.completion().join();

    assertThat(reading.logit(0)).isEqualTo(9.204, within(0.05));
    assertThat(reading.logit(1)).isEqualTo(-11.191, within(0.05));
    assertThat(reading.logit(2)).isEqualTo(-4.029, within(0.05));
  }

  @Test
  void logitsAreThoseOfTheReference() throws IOException {
    for (JsonNode pair : table("ms-marco-MiniLM-L-12-v2.json")) {
      Reading reading =
          crossEncoder.read(
              pair.path("query").asText(), List.of(pair.path("passage").asText()), NEVER);
      reading.completion().join();
      assertThat(reading.logit(0))
          .as("logit of %s", pair)
          .isEqualTo(pair.path("logit").asDouble(), within(0.1));
    }
  }

  @Test
  void vectorsAreThoseOfTheReference() throws IOException {
    JsonNode table = table("bge-small-en-v1.5.json");
    List<String> texts =
        StreamSupport.stream(table.path("documents").spliterator(), false)
            .map(document -> document.path("text").asText())
            .toList();
    List<float[]> documents = biEncoder.embedDocuments(texts).join();
    for (int i = 0; i < texts.size(); i++) {
      compare(table.path("documents").path(i), documents.get(i));
    }
    for (JsonNode query : table.path("queries")) {
      compare(query, biEncoder.embedQuery(query.path("text").asText(), NEVER).join());
    }
    assertThat(biEncoder.dimension()).isEqualTo(384);
  }

  @Test
  void scoresAndVectorsUnderLoadAreThoseOfAnIdleModelToTheBit() {
    List<String> passages =
        IntStream.range(0, 24)
            .mapToObj(i -> BERLIN_PASSAGES.get(i % 3) + " It is so.".repeat(i))
            .toList();
    Reading alone = crossEncoder.read(BERLIN, passages, NEVER);
    alone.completion().join();
    List<float[]> vectors = biEncoder.embedDocuments(passages).join();

    List<Reading> readings =
        Stream.generate(() -> crossEncoder.read(BERLIN, passages, NEVER)).limit(4).toList();
    List<float[]> loaded = biEncoder.embedDocuments(passages).join();

    for (Reading reading : readings) {
      reading.completion().join();
      for (int i = 0; i < passages.size(); i++) {
        assertThat(reading.logit(i)).isEqualTo(alone.logit(i));
      }
    }
    assertThat(loaded.toArray(float[][]::new)).isDeepEqualTo(vectors.toArray(float[][]::new));
  }

  @Test
  void smallSentenceModelFindsTheNearerSentence() {
    BiEncoder small = lease.biEncoder("all-MiniLM-L6-v2", ModelSettings.NONE);

    List<float[]> vectors =
        small
            .embedDocuments(
                List.of(
                    "A man is eating food.",
                    "A man is eating a piece of bread.",
                    "The stock market fell sharply today."))
            .join();

    assertThat(small.maxTokens()).isEqualTo(254);
    assertThat(cosine(vectors.get(0), vectors.get(1)))
        .isGreaterThan(0.6 + cosine(vectors.get(0), vectors.get(2)));
  }

  private static void compare(JsonNode expected, float[] vector) {
    List<Double> values = new ArrayList<>();
    expected.path("vector").forEach(value -> values.add(value.asDouble()));
    float[] reference = new float[values.size()];
    for (int i = 0; i < reference.length; i++) {
      reference[i] = values.get(i).floatValue();
    }
    assertThat(cosine(reference, vector))
        .as("cosine for %s", expected.path("text"))
        .isGreaterThanOrEqualTo(0.999);
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
    }
    return product;
  }

  private static JsonNode table(String name) throws IOException {
    try (InputStream in = PretrainedModelsIT.class.getResourceAsStream("/reference/" + name)) {
      return new ObjectMapper().readTree(in);
    }
  }
}
