package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.cli.SeineCommand;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator does with dead letters, from the command line. */
class DeadLettersIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NOT_JSON = "{\"text\": ";

  private static SeineUnderTest seine;

  @BeforeAll
  static void start() throws Exception {
    seine = SeineUnderTest.get();
  }

  /** Runs dead-letters with these arguments, and gives what it printed. */
  private static String deadLetters(String... arguments) {
    List<String> command = new ArrayList<>(List.of("dead-letters"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--bootstrap", seine.bootstrap()));
    SeineCommand.Ran ran = SeineCommand.run(command.toArray(String[]::new));
    assertThat(ran.status()).as(ran.output() + ran.errors()).isZero();
    return ran.output();
  }

  /** The letters that list shows, by where their records came from. */
  private static Map<String, JsonNode> listed(String... filters) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("list", "--json"));
    arguments.addAll(List.of(filters));
    Map<String, JsonNode> letters = new HashMap<>();
    for (String line : deadLetters(arguments.toArray(String[]::new)).lines().toList()) {
      JsonNode letter = JSON.readTree(line);
      letters.put(
          letter.path("topic").asText()
              + "-"
              + letter.path("partition").asText()
              + "-"
              + letter.path("offset").asText(),
          letter);
    }
    return letters;
  }

  private static String kind(Map<String, JsonNode> letters, String position) {
    JsonNode letter = letters.get(position);
    assertThat(letter).as(position).isNotNull();
    return letter.path("code").asText()
        + " "
        + letter.path("stage").asText()
        + " "
        + letter.path("job").asText();
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }

  private static String at(ConsumerRecord<byte[], byte[]> letter) {
    return letter.partition() + "@" + letter.offset();
  }

  @Test
  void listAndShowTellWhatFailedWhereAndWhy() throws Exception {
    String notJson =
        seine.publish("documents", "letters-1", NOT_JSON, header("traceparent", "00-letters"));
    String tooLarge = seine.publish("documents", "letters-2", "x".repeat(1_030_000));
    String empty = seine.publish("documents", "letters-3", "");
    String query = seine.publish("queries", "letters-4", "{\"text\": \"x\", \"k\": 1000000}");
    for (String position : List.of(notJson, tooLarge, empty, query)) {
      seine.deadLetter(position);
    }

    Map<String, JsonNode> all = listed();
    assertThat(kind(all, notJson)).isEqualTo("not-json decode-documents index-documents");
    assertThat(kind(all, tooLarge)).isEqualTo("too-large decode-documents index-documents");
    assertThat(kind(all, empty)).isEqualTo("missing-text decode-documents index-documents");
    assertThat(kind(all, query)).isEqualTo("out-of-range decode-queries rank-queries");
    assertThat(listed("--code=too-large", "--stage=decode-documents", "--topic=documents"))
        .containsKey(tooLarge)
        .doesNotContainKeys(notJson, empty, query);
    assertThat(listed("--job=rank-queries"))
        .containsKey(query)
        .doesNotContainKeys(notJson, empty, tooLarge);

    String letter = all.get(notJson).path("letter").asText();
    assertThat(deadLetters("list", "--code", "not-json"))
        .containsPattern(
            "(?m)^" + letter + "  [^ ]+Z  not-json  decode-documents  [^ ]+  letters-1  The value")
        .containsPattern("(?m)^ +[0-9]+  not-json  decode-documents  index-documents$")
        .doesNotContain("too-large");
    assertThat(deadLetters("show", letter))
        .startsWith("Letter " + letter + " of dead-letters")
        .contains("  code     not-json\n")
        .contains("  traceparent: 10 bytes\n    00-letters\n")
        .contains("  seine-dead-letter-stage: 16 bytes\n    decode-documents\n")
        .contains("Key: 9 bytes\n  letters-1\n")
        .endsWith("Value: 9 bytes\n  " + NOT_JSON.strip() + "\n");
    assertThat(deadLetters("show", all.get(tooLarge).path("letter").asText()))
        .contains("Value: 1030000 bytes\n")
        .contains("… and 1026000 characters more")
        .hasSizeLessThan(10_000);
  }

  @Test
  void aReplayIsTheSameRecordAndFailsAsTheSameLetter() throws Exception {
    String position =
        seine.publish(
            "documents",
            "letters-same",
            NOT_JSON,
            header("traceparent", "00-1"),
            header("nothing", ""),
            header("traceparent", "00-2"));
    ConsumerRecord<byte[], byte[]> first = seine.deadLetter(position);

    assertThat(deadLetters("replay", at(first))).startsWith("Replayed: 1\n  documents, partition ");

    ConsumerRecord<byte[], byte[]> second =
        seine.await(
            "dead-letters",
            letter ->
                letter.key() != null
                    && new String(letter.key(), UTF_8).equals("letters-same")
                    && letter.offset() > first.offset());
    assertThat(second.key()).isEqualTo(first.key());
    assertThat(second.value()).isEqualTo(first.value());
    // The time of publishing is another one; the partition and the offset are the first ones.
    assertThat(headersBut("seine-dead-letter-timestamp", second))
        .isEqualTo(headersBut("seine-dead-letter-timestamp", first))
        .contains("nothing=", "traceparent=00-1", "traceparent=00-2");

    String both = deadLetters("replay", "--dry-run", at(first), at(second));
    assertThat(both)
        .startsWith("Would be replayed: 1\n")
        .endsWith("another letter of the same record goes: 1\n");
  }

  private static List<String> headersBut(String name, ConsumerRecord<byte[], byte[]> record) {
    List<String> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      if (!header.key().equals(name)) {
        headers.add(header.key() + "=" + new String(header.value(), UTF_8));
      }
    }
    return headers;
  }

  /** A letter of a good document, as if it had failed once where a bad one did. */
  private static void writeLetter(String id, String text, String position) throws Exception {
    String[] parts = position.split("-");
    seine.publish(
        "dead-letters",
        id,
        document(text),
        header("seine-dead-letter-code", "unexpected"),
        header("seine-dead-letter-message", "written by hand"),
        header("seine-dead-letter-job", "index-documents"),
        header("seine-dead-letter-stage", "by-hand"),
        header("seine-dead-letter-topic", parts[0]),
        header("seine-dead-letter-partition", parts[1]),
        header("seine-dead-letter-offset", parts[2]));
  }

  private static String document(String text) {
    return "{\"text\": \"%s\", \"metadata\": {\"test\": \"letters\"}}".formatted(text);
  }

  private static String query(String text) {
    return "{\"text\": \"%s\", \"k\": 5, \"filter\": {\"test\": \"letters\"}, \"deadline_ms\": 60000}"
        .formatted(text);
  }

  private static boolean shows(RankedResult result, String id, String text) {
    return result.hits().stream()
        .anyMatch(hit -> hit.id().equals(id) && hit.passage().contains(text));
  }

  @Test
  void aReplayBringsBackWhatIsMissingAndOverwritesNothingNewer() throws Exception {
    String updated = seine.publish("documents", "letters-updated", NOT_JSON);
    // Of the same partition, so that what is replayed of it comes after the other.
    String missing;
    String missingId;
    int i = 0;
    do {
      missingId = "letters-missing-" + i++;
      missing = seine.publish("documents", missingId, NOT_JSON);
    } while (!missing.split("-")[1].equals(updated.split("-")[1]));
    String id = missingId;
    writeLetter("letters-updated", "The ferry leaves at seven.", updated);
    writeLetter(id, "The ferry has a red funnel.", missing);
    seine.publish("documents", "letters-updated", document("The ferry leaves at nine."));
    seine.askUntil(
        "letters-before",
        query("when does the ferry leave?"),
        result -> shows(result, "letters-updated", "nine"));

    String target = "\n  documents, partition " + updated.split("-")[1] + ": 2\n";
    assertThat(deadLetters("replay", "--stage=by-hand", "--dry-run"))
        .isEqualTo("Would be replayed: 2" + target);
    assertThat(deadLetters("replay", "--stage=by-hand")).isEqualTo("Replayed: 2" + target);

    seine.askUntil(
        "letters-missing",
        query("what colour is the funnel of the ferry?"),
        result -> shows(result, id, "red funnel"));
    RankedResult after =
        seine.askUntil("letters-after", query("when does the ferry leave?"), result -> true);
    assertThat(after.hits())
        .filteredOn(hit -> hit.id().equals("letters-updated"))
        .extracting(Hit::passage)
        .containsExactly("The ferry leaves at nine.");
  }
}
