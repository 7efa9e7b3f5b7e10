package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens to documents, from their topic to an answer. */
class DocumentsIT {
  private static SeineUnderTest seine;

  @BeforeAll
  static void start() throws Exception {
    seine = SeineUnderTest.get();
  }

  @AfterEach
  void bothJobsRunOn() {
    assertThat(seine.seine().indexDocuments().status()).isEqualTo(JobStatus.RUNNING);
    assertThat(seine.seine().rankQueries().status()).isEqualTo(JobStatus.RUNNING);
    assertThat(seine.seine().indexDocuments().restarts()).isZero();
    assertThat(seine.seine().rankQueries().restarts()).isZero();
  }

  private static String document(String test, String title, String text, long version) {
    return "{\"title\": \"%s\", \"text\": \"%s\", \"version\": %d, \"metadata\": {\"test\": \"%s\"}}"
        .formatted(title, text, version, test);
  }

  private static String query(String text, String test) {
    return "{\"text\": \"%s\", \"k\": 5, \"filter\": {\"test\": \"%s\"}, \"deadline_ms\": 60000}"
        .formatted(text, test);
  }

  private static List<String> ids(RankedResult result) {
    return result.hits().stream().map(Hit::id).toList();
  }

  @Test
  void aPublishedDocumentIsFoundAndShown() throws Exception {
    seine.publish(
        "documents",
        "found-1",
        "{\"title\": \"Fishing\", \"text\": \"A seine is a net that hangs upright in the water. Floats hold its upper edge.\", \"metadata\": {\"test\": \"found\", \"lang\": \"en\", \"note\": \"shown\"}}");

    RankedResult result =
        seine.askUntil(
            "found", query("which net hangs upright in water?", "found"), r -> !r.hits().isEmpty());

    Hit hit = result.hits().get(0);
    assertThat(result.status()).isEqualTo(RankedResult.Status.RANKED);
    assertThat(hit.id()).isEqualTo("found-1");
    assertThat(hit.title()).isEqualTo("Fishing");
    assertThat(hit.passage()).startsWith("A seine is a net");
    assertThat(hit.passageStart()).isZero();
    assertThat(hit.passageEnd()).isEqualTo(hit.passage().length());
    assertThat(hit.metadata()).containsEntry("lang", "en").containsEntry("note", "shown");
    assertThat(hit.crossEncoderScore()).isGreaterThan(0.9);
    assertThat(hit.retrieval().keywordRank()).isEqualTo(1);
    assertThat(hit.retrieval().documentRank()).isEqualTo(1);
    assertThat(hit.retrieval().passageRank()).isEqualTo(1);
    assertThat(result.models().biEncoder()).startsWith("bge-small-en-v1.5@");
  }

  @Test
  void aStringIsWhatItsFieldIsDeclaredAs() throws Exception {
    seine.publish(
        "documents",
        "typed-1",
        "{\"text\": \"The mill stands at the weir.\", \"metadata\": {\"test\": \"typed\", \"year\": \"2021\", \"lang\": \"01234\"}}");

    RankedResult result =
        seine.askUntil(
            "typed",
            "{\"text\": \"where is the mill?\", \"filter\": {\"test\": \"typed\", \"year\": {\"gte\": 2020, \"lt\": 2022}, \"lang\": \"01234\"}, \"deadline_ms\": 60000}",
            r -> !r.hits().isEmpty());

    assertThat(result.hits().get(0).metadata())
        .containsEntry("year", 2021)
        .containsEntry("lang", "01234");
  }

  @Test
  void theHighestVersionStaysWhateverTheOrder() throws Exception {
    seine.publish("documents", "v-1", document("versions", "", "The bridge is red.", 5));
    seine.publish("documents", "v-1", document("versions", "", "The bridge is green.", 9));
    seine.publish("documents", "v-1", document("versions", "", "The bridge is blue.", 7));
    seine.publish("documents", "v-1", document("versions", "", "The bridge is green.", 9));
    // Once this one is found, all before it in the partition of the same key were written.
    seine.publish("documents", "v-1", document("versions", "", "The bridge is green indeed.", 10));

    RankedResult result =
        seine.askUntil(
            "versions",
            query("what colour is the bridge?", "versions"),
            r -> r.hits().stream().anyMatch(hit -> hit.passage().contains("indeed")));

    assertThat(result.hits()).hasSize(1);
  }

  @Test
  void aDeletedDocumentIsGoneAndNoOlderVersionRevivesIt() throws Exception {
    seine.publish("documents", "gone-1", document("gone", "", "The lighthouse keeper left.", 0));
    seine.askUntil(
        "gone-before", query("who left the lighthouse?", "gone"), r -> ids(r).contains("gone-1"));

    // Without a version in the record, its offset is the version: higher than 0 by now.
    seine.publish("documents", "gone-2", document("gone", "", "A marker of the lighthouse.", 1));
    String position = seine.publish("documents", "gone-1", (String) null);
    long deletedAt = Long.parseLong(position.substring(position.lastIndexOf('-') + 1));
    seine.askUntil(
        "gone-after",
        query("who left the lighthouse?", "gone"),
        r -> ids(r).equals(List.of("gone-2")));
    seine.publish(
        "documents",
        "gone-1",
        document("gone", "", "The lighthouse keeper is back.", deletedAt - 1));
    seine.publish(
        "documents", "gone-1", document("gone", "", "A new keeper came.", deletedAt + 1000));

    RankedResult result =
        seine.askUntil(
            "gone-new", query("keeper of the lighthouse", "gone"), r -> ids(r).contains("gone-1"));
    assertThat(result.hits()).extracting(Hit::passage).noneMatch(text -> text.contains("back"));
  }

  @Test
  void allOfALongDocumentCanBeFound() throws Exception {
    String filler =
        IntStream.range(0, 400)
            .mapToObj(
                i ->
                    "Paragraph number "
                        + i
                        + " tells of the weather in the valley and of the harvest.")
            .collect(Collectors.joining(" "));
    String text = filler + " The password of the old vault is heliotrope.";
    seine.publish("documents", "long-1", document("long", "Chronicle", text, 1));

    RankedResult result =
        seine.askUntil(
            "long", query("what is the password of the vault?", "long"), r -> !r.hits().isEmpty());

    Hit hit = result.hits().get(0);
    assertThat(hit.passage()).contains("heliotrope");
    assertThat(text.substring(hit.passageStart(), hit.passageEnd())).isEqualTo(hit.passage());
  }

  @Test
  void aMegabyteOfTextIsIndexedWhole() throws Exception {
    // Words too long for the model's vocabulary are a token each: as many bytes as the limit takes,
    // and not as many passages as a novel has.
    String word = "Donaudampfschifffahrtsgesellschaft".repeat(6) + " ";
    String text =
        word.repeat(1_000_000 / word.length()) + "At the very end stands a purple elephant.";
    seine.publish("documents", "mega-1", document("mega", "", text, 1));

    RankedResult result =
        seine.askUntil("mega", query("purple elephant", "mega"), r -> !r.hits().isEmpty());

    assertThat(result.hits().get(0).passage()).contains("purple elephant");
  }

  @Test
  void emojiAndScriptsOfAllKindsAreFound() throws Exception {
    seine.publish("documents", "uni-1", document("unicode", "東京 🗼", "東京タワーは高さ三百三十三メートルの塔である。", 1));
    seine.publish("documents", "uni-2", document("unicode", "🎣", "Рыбак чинит сеть у реки.", 1));

    RankedResult japanese =
        seine.askUntil("uni-ja", query("東京タワー", "unicode"), r -> r.hits().size() == 2);
    assertThat(japanese.hits().get(0).id()).isEqualTo("uni-1");
    RankedResult russian = seine.askUntil("uni-ru", query("Рыбак", "unicode"), r -> true);
    assertThat(russian.hits())
        .anyMatch(
            hit ->
                hit.id().equals("uni-2")
                    && Integer.valueOf(1).equals(hit.retrieval().keywordRank()));
  }

  static Stream<Arguments> badDocuments() {
    return Stream.of(
        Arguments.of("bad", "{\"text\": ".getBytes(UTF_8), "not-json"),
        Arguments.of("bad", "{\"text\": 5}".getBytes(UTF_8), "wrong-type"),
        Arguments.of("bad", new byte[] {'{', (byte) 0xFF, '}'}, "not-utf8"),
        Arguments.of(null, "{\"text\": \"x\"}".getBytes(UTF_8), "missing-id"),
        Arguments.of("bad", "{\"text\": \"\"}".getBytes(UTF_8), "missing-text"),
        Arguments.of("bad", new byte[0], "missing-text"),
        Arguments.of("bad", ("x".repeat(1_030_000)).getBytes(UTF_8), "too-large"),
        Arguments.of(
            "bad",
            "{\"text\": \"x\", \"metadata\": {\"year\": \"soon\"}}".getBytes(UTF_8),
            "invalid-metadata"),
        Arguments.of("bad", "{\"text\": \"x\", \"version\": -3}".getBytes(UTF_8), "out-of-range"));
  }

  @ParameterizedTest
  @MethodSource("badDocuments")
  void aBadRecordIsADeadLetterByteForByte(String key, byte[] value, String code) throws Exception {
    byte[] keyBytes = key == null ? null : key.getBytes(UTF_8);
    String position =
        seine.publish(
            "documents", keyBytes, value, new RecordHeader("traceparent", "00-1".getBytes(UTF_8)));

    ConsumerRecord<byte[], byte[]> letter = seine.deadLetter(position);

    assertThat(letter.key()).isEqualTo(keyBytes);
    assertThat(letter.value()).isEqualTo(value);
    assertThat(SeineUnderTest.headers(letter))
        .containsEntry("seine-dead-letter-code", code)
        .containsEntry("seine-dead-letter-job", "index-documents")
        .containsEntry("seine-dead-letter-stage", "decode-documents")
        .containsEntry("traceparent", "00-1")
        .containsKey("seine-dead-letter-message")
        .containsKey("seine-dead-letter-timestamp");
  }
}
