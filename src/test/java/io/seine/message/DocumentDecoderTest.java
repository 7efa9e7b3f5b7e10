package io.seine.message;

import static io.seine.message.Records.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentDecoderTest {
  private final DocumentDecoder decoder =
      new DocumentDecoder(DocumentFields.CONTRACT, OffsetVersions.PLAIN, 1000);

  @Test
  void aLetterWithoutItsValueDeletesNothing() {
    SourceRecord letter =
        new SourceRecord(
            "documents",
            0,
            7,
            0,
            "d".getBytes(UTF_8),
            null,
            List.of(new RecordHeader(DeadLetter.LEFT_OUT, new byte[] {'v'})));

    assertThatThrownBy(
            () ->
                new DocumentDecoder(DocumentFields.CONTRACT, OffsetVersions.PLAIN, 1000)
                    .decode(letter))
        .asInstanceOf(type(InvalidRecordException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_TEXT))
        .satisfies(e -> assertThat(e).hasMessageContaining("dead-letters replay"));
  }

  @Test
  void readsEveryFieldOfTheContract() throws Exception {
    SourceRecord record =
        record(
            "d1",
            """
            {"title": "T", "text": "x", "version": 12,
             "metadata": {"lang": "en", "year": 2021, "score": 1.5, "ok": true, "tags": ["a", "b"], "gone": null}}""");

    assertThat(decoder.decode(record))
        .isEqualTo(
            new DocumentChange.Upsert(
                record,
                12,
                new Document(
                    "d1",
                    "T",
                    "x",
                    Map.of(
                        "lang",
                        "en",
                        "year",
                        2021L,
                        "score",
                        1.5,
                        "ok",
                        true,
                        "tags",
                        List.of("a", "b")))));
  }

  @Test
  void takesAValueThatIsNoObjectAsPlainText() throws Exception {
    assertThat(decoder.decode(record("d1", "just [words] 日本 🎣")))
        .asInstanceOf(type(DocumentChange.Upsert.class))
        .satisfies(upsert -> assertThat(upsert.document().text()).isEqualTo("just [words] 日本 🎣"))
        .satisfies(upsert -> assertThat(upsert.version()).isEqualTo(77));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\": \"a \\ud83c b\"}",
        "{\"text\": \"x\", \"metadata\": {\"lang\": [\"\\uDFA3\"]}}",
        "{\"text\": \"x\", \"metadata\": {\"\\uD83C\": 1}}"
      })
  void refusesHalfACharacterWhichNothingCouldWrite(String value) {
    assertThatThrownBy(() -> decoder.decode(record("d1", value)))
        .asInstanceOf(type(InvalidRecordException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_UTF8));
  }

  @Test
  void takesBothHalvesOfACharacter() throws Exception {
    assertThat(decoder.decode(record("d1", "{\"text\": \"\\ud83c\\udfa3\"}")))
        .asInstanceOf(type(DocumentChange.Upsert.class))
        .satisfies(upsert -> assertThat(upsert.document().text()).isEqualTo("🎣"));
  }

  @Test
  void aByteOrderMarkIsNoPartOfAValueAndPartOfAKey() throws Exception {
    assertThat(decoder.decode(record("\uFEFFd1", "\uFEFF{\"text\": \"x\"}")))
        .asInstanceOf(type(DocumentChange.Upsert.class))
        .satisfies(
            upsert ->
                assertThat(upsert.document())
                    .isEqualTo(new Document("\uFEFFd1", "", "x", Map.of())));
  }

  @Test
  void takesANullValueAsADelete() throws Exception {
    SourceRecord record = record("d1", null);
    assertThat(decoder.decode(record)).isEqualTo(new DocumentChange.Delete(record, 77, "d1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"just words", "{\"text\": \"x\"}", "{\"text\": \"x\", \"gone\": true}", ""})
  void aReplayedRecordKeepsTheVersionThatItHad(String value) throws Exception {
    DocumentFields fields = new DocumentFields("", "/title", "/text", "/metadata", "", "/gone");
    SourceRecord replayed =
        new SourceRecord(
            "topic",
            2,
            77,
            Records.TIMESTAMP,
            "d1".getBytes(UTF_8),
            value.isEmpty() ? null : value.getBytes(UTF_8),
            List.of(new RecordHeader(DeadLetter.OFFSET, "5".getBytes(UTF_8))));
    assertThat(new DocumentDecoder(fields, OffsetVersions.PLAIN, 1000).decode(replayed).version())
        .isEqualTo(5);
    assertThat(decoder.decode(replayed).version()).isEqualTo(5);
  }

  @Test
  void theOffsetsOfANewTopicStandAboveABaseAndThoseOfTheOldOneDoNot() throws Exception {
    DocumentDecoder moved =
        new DocumentDecoder(DocumentFields.CONTRACT, new OffsetVersions("topic", 1_000), 1_000);
    DocumentDecoder elsewhere =
        new DocumentDecoder(DocumentFields.CONTRACT, new OffsetVersions("other", 1_000), 1_000);

    assertThat(moved.decode(record("d1", "x")).version()).isEqualTo(1_077);
    assertThat(moved.decode(record("d1", null)).version()).isEqualTo(1_077);
    assertThat(moved.decode(record("d1", "{\"text\": \"x\"}")).version()).isEqualTo(1_077);
    assertThat(moved.decode(record("d1", "{\"text\": \"x\", \"version\": 5}")).version())
        .isEqualTo(5);
    assertThat(elsewhere.decode(record("d1", "x")).version()).isEqualTo(77);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "d | {\"text\": 5}                       | wrong-type    | text is a whole number; it has to be a string",
        "d | {\"text\": \"x\", \"title\": []}    | wrong-type    | title is an array",
        "d | {\"text\": \"x\", \"version\": 1.5} | wrong-type    | version is a number",
        "d | {\"text\": \"x\", \"version\": -1}  | out-of-range  | version is -1",
        "d | {\"text\": \"x\", \"version\": 99999999999999999999} | out-of-range | version is 99999999999999999999",
        "d | {\"text\": \"x\", \"metadata\": 3}  | wrong-type    | metadata is a whole number",
        "d | {\"text\": \"x\", \"metadata\": {\"a\": {}}}  | wrong-type | metadata.a is an object",
        "d | {\"text\": \" \"}                   | missing-text  | neither text nor title",
        "d | {}                                  | missing-text  | neither text nor title",
        "d | {\"text\": \"x\"                    | not-json      | not one JSON object",
        "d | {\"text\": \"x\"} {}                | not-json      | not one JSON object",
        "`` | {\"text\": \"x\"}                  | missing-id    | no key",
      })
  void refusesWhatIsNotOfTheContract(String key, String value, String code, String message) {
    assertThatThrownBy(() -> decoder.decode(record(key, value)))
        .asInstanceOf(type(InvalidRecordException.class))
        .satisfies(e -> assertThat(e.code().code()).isEqualTo(code))
        .satisfies(e -> assertThat(e).hasMessageContaining(message));
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] bytes = {'{', (byte) 0xC3, (byte) 0x28, '}'};
    assertThatThrownBy(() -> decoder.decode(record("d".getBytes(UTF_8), bytes)))
        .asInstanceOf(type(InvalidRecordException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_UTF8));
  }

  @Test
  void refusesARecordLargerThanTheLimitWithoutReadingIt() {
    assertThatThrownBy(() -> decoder.decode(record("d", "x".repeat(1001))))
        .hasMessage("The value has 1001 bytes; documents.max-bytes allows 1000.");
  }

  @Test
  void refusesJsonNestedTooDeep() {
    DocumentDecoder roomy =
        new DocumentDecoder(DocumentFields.CONTRACT, OffsetVersions.PLAIN, 1_000_000);
    String deep = "{\"text\": \"x\", \"a\": " + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    assertThatThrownBy(() -> roomy.decode(record("d", deep)))
        .asInstanceOf(type(InvalidRecordException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_JSON));
  }

  @Test
  void refusesAnIdThatTheIndexCannotHold() {
    assertThatThrownBy(() -> decoder.decode(record("é".repeat(257), "x")))
        .hasMessage("The id has 514 bytes; an id has at most 512.");
  }

  @Test
  void findsTheFieldsOfATopicThatExistedBefore() throws Exception {
    DocumentDecoder foreign =
        new DocumentDecoder(
            new DocumentFields(
                "/payload/sku",
                "/payload/name",
                "/payload/blurb",
                "brand=/payload/brand,year=/y",
                "/ts",
                "/gone"),
            OffsetVersions.PLAIN,
            1000);

    assertThat(
            foreign.decode(
                record(
                    "k",
                    "{\"payload\": {\"sku\": 5, \"name\": \"N\", \"blurb\": \"B\", \"brand\": \"X\"}, \"ts\": 9}")))
        .asInstanceOf(type(DocumentChange.Upsert.class))
        .satisfies(
            upsert ->
                assertThat(upsert.document())
                    .isEqualTo(new Document("5", "N", "B", Map.of("brand", "X"))))
        .satisfies(upsert -> assertThat(upsert.version()).isEqualTo(9));
    SourceRecord gone = record("k", "{\"payload\": {\"sku\": 5}, \"ts\": 10, \"gone\": true}");
    assertThat(foreign.decode(gone)).isEqualTo(new DocumentChange.Delete(gone, 10, "5"));
  }
}
