package io.seine.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models of every family answer as they do in Python, by what their folders say and no setting
 * more; see src/test/reference/make_family_models.py.
 */
@Timeout(60)
class FamilyModelsTest {
  private static final int REMEMBERED = 0;

  private final InferenceScheduler scheduler =
      new InferenceScheduler(
          ExecutionProvider.CPU, 1, QueryOrder.DEADLINE, 0.5, InstantSource.system());

  @AfterEach
  void close() {
    scheduler.close();
  }

  private static JsonNode reference() throws IOException {
    return new ObjectMapper().readTree(TinyModels.path("families/reference.json").toFile());
  }

  static Stream<String> families() throws IOException {
    List<String> names = new ArrayList<>();
    reference().fieldNames().forEachRemaining(names::add);
    assertThat(names).contains("bert", "roberta", "xlm-roberta", "modernbert");
    return names.stream();
  }

  static Stream<Arguments> crossEncoders() throws IOException {
    return families()
        .flatMap(
            family ->
                Stream.of("cross-encoder", "cross-encoder-of-two")
                    .map(kind -> Arguments.of(family, kind)));
  }

  @ParameterizedTest
  @MethodSource("families")
  void vectorsAreThoseOfPython(String family) throws Exception {
    String name = "families/" + family + "/bi-encoder";
    ModelDirectory directory = TinyModels.directory(name);
    assertThat(directory.stated().maxTokens()).isEqualTo(64);
    try (BiEncoder encoder = BiEncoder.open(directory, ModelSettings.NONE, scheduler, REMEMBERED)) {
      for (JsonNode text : reference().path(family).path("bi-encoder")) {
        String words = text.path("text").asText();
        float[] vector =
            text.path("kind").asText().equals("query")
                ? encoder.embedQuery(words, Long.MAX_VALUE).join()
                : encoder.embedDocuments(List.of(words)).join().get(0);
        assertThat(vector).as(text.toString()).containsExactly(floats(text), within(1e-5f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("crossEncoders")
  void logitsAreThoseOfPython(String family, String kind) throws Exception {
    String name = "families/" + family + "/" + kind;
    Path tokenizerFile = TinyModels.path(name + "/tokenizer.json");
    try (CrossEncoder encoder =
            CrossEncoder.open(
                TinyModels.directory(name), ModelSettings.NONE, scheduler, REMEMBERED);
        TextTokenizer tokenizer = TextTokenizer.open(tokenizerFile, 64)) {
      for (JsonNode pair : reference().path(family).path(kind)) {
        String query = pair.path("query").asText();
        String passage = pair.path("passage").asText();
        Reading reading = encoder.read(query, List.of(passage), Long.MAX_VALUE);
        reading.completion().join();
        assertThat(tokenizer.encodePair(query, passage).ids())
            .as(pair.toString())
            .isEqualTo(new ObjectMapper().convertValue(pair.path("ids"), long[].class));
        assertThat(reading.logit(0))
            .as(pair.toString())
            .isEqualTo(pair.path("logit").asDouble(), within(1e-4));
      }
    }
  }

  private static float[] floats(JsonNode text) {
    return new ObjectMapper().convertValue(text.path("vector"), float[].class);
  }
}
