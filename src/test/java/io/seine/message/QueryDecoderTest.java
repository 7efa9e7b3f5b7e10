package io.seine.message;

import static io.seine.message.Records.TIMESTAMP;
import static io.seine.message.Records.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryDecoderTest {
  private static final long NOW = TIMESTAMP + 40;
  private final QueryDecoder decoder = new QueryDecoder(Records.LIMITS);

  @Test
  void readsEveryFieldOfTheContract() throws Exception {
    Query query =
        decoder.decode(
            record(
                "key",
                """
                {"id": "q", "text": " why? ", "k": 3, "candidates": 7, "deadline_ms": 800, "rerank": false,
                 "passages": 2, "retrieval": "keyword", "filter": {"lang": "en", "year": {"gte": 2019, "lt": 2.5}, "tags": ["a", true]}}"""),
            NOW);

    assertThat(query)
        .isEqualTo(
            new Query(
                "q",
                "why?",
                3,
                7,
                List.of(
                    new Condition.AnyOf("lang", List.of("en")),
                    new Condition.Range("year", null, 2019L, 2.5, null),
                    new Condition.AnyOf("tags", List.of("a", true))),
                TIMESTAMP + 800,
                Reranking.OFF,
                RetrievalMode.KEYWORD,
                ReadingMode.OFF,
                2));
  }

  @Test
  void fillsInWhatAPlainTextDoesNotSay() throws Exception {
    assertThat(decoder.decode(record((String) null, "why?"), NOW))
        .isEqualTo(
            new Query(
                "topic-2-77",
                "why?",
                10,
                50,
                List.of(),
                TIMESTAMP + 5_000,
                Reranking.FUSED,
                RetrievalMode.HYBRID,
                ReadingMode.ADAPTIVE,
                1));
  }

  @ParameterizedTest
  @CsvSource({
    "FUSED, true, FUSED",
    "FUSED, false, OFF",
    "FUSED, \"alone\", ALONE",
    "FUSED, null, FUSED",
    "ALONE, true, ALONE",
    "ALONE, \"fused\", FUSED",
    "ALONE, null, ALONE",
    "OFF, null, OFF",
    "OFF, true, FUSED",
    "OFF, \"off\", OFF"
  })
  void aQuerySaysWhatOrdersItsHitsOrTheJobDoes(Reranking job, String said, Reranking expected)
      throws Exception {
    QueryDecoder decoder =
        new QueryDecoder(
            new QueryLimits(
                10_000, 200, 100, 60, 5, 60_000, 10, 50, 5_000, job, ReadingMode.FIXED, 1));
    String value = "{\"text\": \"x\", \"rerank\": " + said + "}";
    assertThat(decoder.decode(record("key", value), NOW).rerank()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"text\": \"x\"}                                              | ADAPTIVE | FUSED",
        "{\"text\": \"x\", \"rerank\": \"alone\"}                       | ADAPTIVE | ALONE",
        "{\"text\": \"x\", \"reading\": \"fixed\"}                      | FIXED    | FUSED",
        "{\"text\": \"x\", \"reading\": \"off\"}                        | OFF      | OFF",
        "{\"text\": \"x\", \"rerank\": false}                           | OFF      | OFF",
        "{\"text\": \"x\", \"rerank\": \"off\", \"reading\": \"fixed\"} | OFF      | OFF",
      })
  void readsHowManyCandidatesAreToBeRead(String value, ReadingMode reading, Reranking rerank)
      throws Exception {
    Query query = decoder.decode(record("key", value), NOW);
    assertThat(query.reading()).isEqualTo(reading);
    assertThat(query.rerank()).isEqualTo(rerank);
  }

  @ParameterizedTest
  @CsvSource({"2, null, 2", "2, 3, 3", "3, 1, 1"})
  void aQuerySaysHowManyPassagesAreReadOrTheJobDoes(int job, String said, int expected)
      throws Exception {
    QueryDecoder decoder =
        new QueryDecoder(
            new QueryLimits(
                10_000,
                200,
                100,
                60,
                5,
                60_000,
                10,
                50,
                5_000,
                Reranking.FUSED,
                ReadingMode.FIXED,
                job));
    String value = "{\"text\": \"x\", \"passages\": " + said + "}";
    assertThat(decoder.decode(record("key", value), NOW).passages()).isEqualTo(expected);
  }

  @Test
  void refusesHalfACharacterAlsoInAnId() {
    SourceRecord bad = record("key", "{\"id\": \"\\ud83c\", \"text\": \"x\"}");
    assertThatThrownBy(() -> decoder.decode(bad, NOW))
        .isInstanceOf(InvalidRecordException.class)
        .hasMessageContaining("no character");
    assertThat(QueryDecoder.idOf(bad)).isEqualTo("key");
  }

  @Test
  void takesTheKeyAsTheIdOfAQueryThatHasNone() throws Exception {
    assertThat(decoder.decode(record("key", "{\"text\": \"x\"}"), NOW).id()).isEqualTo("key");
  }

  @Test
  void countsARecordFromTheFutureAsFromNow() throws Exception {
    assertThat(decoder.decode(record("key", "x"), TIMESTAMP - 9).deadlineMillis())
        .isEqualTo(TIMESTAMP - 9 + 5_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"text\": 5}                          | wrong-type     | text is a whole number",
        "{\"text\": \"\"}                       | missing-text   | no text",
        "{\"text\": \"x\", \"k\": 1000000}      | out-of-range   | k is 1000000; it is from 1 to 100.",
        "{\"text\": \"x\", \"k\": 0}            | out-of-range   | k is 0",
        "{\"text\": \"x\", \"k\": \"3\"}        | wrong-type     | k is a string",
        "{\"text\": \"x\", \"candidates\": 61}  | out-of-range   | candidates is 61",
        "{\"text\": \"x\", \"deadline_ms\": -5} | out-of-range   | deadline_ms is -5",
        "{\"text\": \"x\", \"rerank\": 1}       | wrong-type     | rerank is a whole number",
        "{\"text\": \"x\", \"rerank\": \"on\"}    | out-of-range   | one of fused, alone, off",
        "{\"text\": \"x\", \"retrieval\": \"magic\"} | out-of-range | one of keyword, vector, hybrid",
        "{\"text\": \"x\", \"reading\": \"some\"} | out-of-range | one of off, fixed, adaptive",
        "{\"text\": \"x\", \"passages\": 0}     | out-of-range   | passages is 0; it is from 1 to 3.",
        "{\"text\": \"x\", \"passages\": 4}     | out-of-range   | passages is 4; it is from 1 to 3.",
        "{\"text\": \"x\", \"passages\": \"2\"} | wrong-type     | passages is a string",
        "{\"text\": \"x\", \"filter\": []}      | invalid-filter | filter is an array",
        "{\"text\": \"x\", \"filter\": {\"a\": {\"script\": 1}}} | invalid-filter | the operator 'script'",
        "{\"text\": \"x\", \"filter\": {\"a\": {}}}   | invalid-filter | empty object",
        "{\"text\": \"x\", \"filter\": {\"a\": []}}   | invalid-filter | at least one value",
        "{\"text\": \"x\", \"filter\": {\"a\": [1,2,3,4,5,6]}} | too-large | more than 5 values",
        "{\"text\": \"x\", \"filter\": {\"a\": null}} | invalid-filter | filter.a holds null",
      })
  void refusesWhatIsNotOfTheContract(String value, String code, String message) {
    assertThatThrownBy(() -> decoder.decode(record("q", value), NOW))
        .asInstanceOf(type(InvalidRecordException.class))
        .satisfies(e -> assertThat(e.code().code()).isEqualTo(code))
        .satisfies(e -> assertThat(e).hasMessageContaining(message));
  }

  @Test
  void refusesATextThatIsTooLong() {
    assertThatThrownBy(() -> decoder.decode(record("q", "x".repeat(201)), NOW))
        .hasMessageContaining("queries.max-text-length allows 200");
  }

  @Test
  void knowsTheIdOfAQueryThatItCannotDecode() {
    assertThat(QueryDecoder.idOf(record("key", "{\"id\": \"q-1\", \"k\": 1000000}")))
        .isEqualTo("q-1");
    assertThat(QueryDecoder.idOf(record("key", "{\"id\": \"q-1\""))).isEqualTo("key");
    assertThat(QueryDecoder.idOf(record((String) null, null))).isEqualTo("topic-2-77");
  }
}
