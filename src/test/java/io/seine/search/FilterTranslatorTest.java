package io.seine.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.seine.message.Condition;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FilterTranslatorTest {
  private static JsonNode translated(Condition... filter) throws Exception {
    // As it is sent: what is within a value may only be told apart there.
    return SearchConnection.JSON.readTree(
        String.valueOf(FilterTranslator.translate(List.of(filter))));
  }

  private static JsonNode json(String json) throws Exception {
    return SearchConnection.JSON.readTree(json.replace('\'', '"'));
  }

  static Stream<Arguments> conditions() {
    return Stream.of(
        Arguments.of(
            new Condition.AnyOf("lang", List.of("en", "de")),
            "[{'terms': {'metadata.lang': ['en', 'de']}}]",
            "[]"),
        Arguments.of(
            new Condition.AllOf("tags", List.of("a", "b")),
            "[{'terms': {'metadata.tags': ['a']}}, {'terms': {'metadata.tags': ['b']}}]",
            "[]"),
        Arguments.of(
            new Condition.NoneOf("year", List.of(2019, 2020)),
            "[]",
            "[{'terms': {'metadata.year': [2019, 2020]}}]"),
        Arguments.of(
            new Condition.Range("year", null, 2019, 2024, null),
            "[{'range': {'metadata.year': {'gte': 2019, 'lt': 2024}}}]",
            "[]"),
        Arguments.of(
            new Condition.Range("price", 1.5, null, null, 2.5),
            "[{'range': {'metadata.price': {'gt': 1.5, 'lte': 2.5}}}]",
            "[]"),
        Arguments.of(
            new Condition.Exists("lang", true), "[{'exists': {'field': 'metadata.lang'}}]", "[]"),
        Arguments.of(
            new Condition.Exists("lang", false), "[]", "[{'exists': {'field': 'metadata.lang'}}]"),
        Arguments.of(
            new Condition.Prefix("id", "flink-"), "[{'prefix': {'metadata.id': 'flink-'}}]", "[]"));
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void aConditionHoldsForWhatLives(Condition condition, String must, String mustNot)
      throws Exception {
    JsonNode bool = translated(condition).path("bool");

    JsonNode live = json("{'term': {'%s': true}}".formatted(IndexSchema.LIVE));
    assertThat(bool.path("filter"))
        .containsExactlyElementsOf(
            Stream.concat(Stream.of(live), StreamSupport.stream(json(must).spliterator(), false))
                .toList());
    assertThat(bool.path("must_not")).isEqualTo(json(mustNot));
    assertThat(bool).hasSize(2);
  }

  @Test
  void conditionsHoldTogether() throws Exception {
    JsonNode bool =
        translated(
                new Condition.AnyOf("lang", List.of("en")),
                new Condition.NoneOf("lang", List.of("de")),
                new Condition.Exists("year", false))
            .path("bool");

    assertThat(bool.path("filter")).hasSize(2);
    assertThat(bool.path("must_not")).hasSize(2);
  }

  @Test
  void aValueIsNeverReadAsAQuery() throws Exception {
    String hostile = "\"}}, {\"match_all\": {}}, {\"x\": {\"y\": \"";

    JsonNode bool =
        translated(
                new Condition.AnyOf("lang", List.of(hostile)), new Condition.Prefix("id", hostile))
            .path("bool");

    assertThat(bool.path("filter")).hasSize(3);
    assertThat(bool.at("/filter/1/terms/metadata.lang/0").asText()).isEqualTo(hostile);
    assertThat(bool.at("/filter/2/prefix/metadata.id").asText()).isEqualTo(hostile);
  }

  @Test
  void withoutConditionsThereIsNothingToFilter() {
    assertThat(FilterTranslator.translate(List.of())).isNull();
  }
}
