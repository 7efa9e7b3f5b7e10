package io.seine.cli.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.message.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** What is asked while documents change and faults strike, the same for the same seed. */
final class Questions {
  /** So long that every question gets its whole answer, whatever happens meanwhile. */
  private static final Duration DEADLINE = Duration.ofMinutes(30);

  private static final int K = 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Random random;
  private final List<SettledDocument> live = new ArrayList<>();
  private final List<SettledDocument> deleted = new ArrayList<>();
  private final List<Bad> bad = bad();
  private int asked;
  private int badOnes;

  private record Bad(byte[] value, ErrorCode error) {}

  Questions(long seed) {
    this.random = new Random(seed);
    for (SettledDocument document : SettledDocument.all()) {
      (document.deleted() ? deleted : live).add(document);
    }
  }

  /** What is asked next. */
  Question next() {
    String id = "question-" + ++asked;
    int chance = random.nextInt(100);
    if (chance < 40) {
      return byWord(id, live.get(random.nextInt(live.size())));
    }
    if (chance < 55) {
      return byWord(id, deleted.get(random.nextInt(deleted.size())));
    }
    if (chance < 90) {
      return byShelf(id, live.get(random.nextInt(live.size())).shelf());
    }
    Bad next = bad.get(badOnes++ % bad.size());
    return new Question(id, next.value(), Map.of(), next.error());
  }

  /** By the one word that no other document has: the keyword list alone. */
  private static Question byWord(String id, SettledDocument document) {
    return question(
        id,
        query("Where is " + document.word() + "?").put("retrieval", "keyword"),
        document.deleted() ? List.of() : List.of(document));
  }

  /** By what some documents have in common: all lists, within a filter. */
  private Question byShelf(String id, String shelf) {
    ObjectNode query = query("Which crates stand on the shelf?");
    query.putObject("filter").put("shelf", shelf);
    return question(
        id, query, live.stream().filter(document -> document.shelf().equals(shelf)).toList());
  }

  private static ObjectNode query(String text) {
    return JSON.createObjectNode()
        .put("text", text)
        .put("k", K)
        .put("deadline_ms", DEADLINE.toMillis());
  }

  private static Question question(String id, ObjectNode query, List<SettledDocument> hits) {
    return new Question(
        id,
        query.toString().getBytes(UTF_8),
        hits.stream()
            .collect(
                Collectors.toMap(
                    SettledDocument::id, document -> document.text(SettledDocument.VERSION))),
        null);
  }

  /** Records that are bad, one for each way. */
  private static List<Bad> bad() {
    return List.of(
        bad("{\"text\": ", ErrorCode.NOT_JSON),
        new Bad(new byte[] {'{', (byte) 0xFF, '}'}, ErrorCode.NOT_UTF8),
        bad("{\"text\": 5}", ErrorCode.WRONG_TYPE),
        bad("{\"text\": \" \"}", ErrorCode.MISSING_TEXT),
        bad("x".repeat(5_000), ErrorCode.TOO_LARGE),
        bad("{\"text\": \"x\", \"k\": -1}", ErrorCode.OUT_OF_RANGE),
        bad(
            "{\"text\": \"x\", \"deadline_ms\": 3600000, \"filter\": {\"undeclared\": 1}}",
            ErrorCode.INVALID_FILTER));
  }

  private static Bad bad(String value, ErrorCode error) {
    return new Bad(value.getBytes(UTF_8), error);
  }
}
