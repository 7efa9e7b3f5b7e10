package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Queries that ask for too much, among others that do not: those must not notice. */
class PoisonedQueriesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEADLINE_MILLIS = 20_000;

  private static SeineUnderTest seine;

  @BeforeAll
  static void publishDocuments() throws Exception {
    seine = SeineUnderTest.get();
    for (int i = 0; i < 10; i++) {
      seine.publish(
          "documents",
          "poison-" + i,
          "{\"text\": \"Lighthouse %d stands on a rock.\", \"metadata\": {\"test\": \"poison\", \"lang\": \"%s\", \"shown\": \"%s\"}}"
              .formatted(i, "a".repeat(2_000), "x".repeat(200_000)));
    }
    seine.askUntil(
        "poison-ready",
        query("lighthouse").put("k", 10).put("rerank", false).toString(),
        result -> result.reason() != null && result.reason().contains("of 10 hits"));
  }

  private static ObjectNode query(String text) {
    ObjectNode query =
        JSON.createObjectNode().put("text", text).put("deadline_ms", DEADLINE_MILLIS);
    query.putObject("filter").put("test", "poison");
    return query;
  }

  private static ObjectNode filtered(String field, Object value) {
    ObjectNode query = query("lighthouse").put("rerank", false);
    ((ObjectNode) query.path("filter")).set(field, JSON.valueToTree(value));
    return query;
  }

  /** Bad queries, each with the status and the code or reason that it has to get. */
  private static Map<String, String[]> poison() {
    String book = "why ".repeat(250_000);
    List<String> terms = IntStream.range(0, 10_000).mapToObj(i -> "t" + i).toList();
    String nested = "[".repeat(20_000) + "]".repeat(20_000);
    Map<String, String[]> poison = new LinkedHashMap<>();
    poison.put("a megabyte of text", bad(query(book).toString(), "too-large"));
    poison.put("a megabyte of plain text", bad(book, "too-large"));
    poison.put("10,000 filter terms", bad(filtered("lang", terms).toString(), "too-large"));
    poison.put("k", bad(query("x").put("k", 1_000_000).toString(), "out-of-range"));
    poison.put(
        "candidates", bad(query("x").put("candidates", 1_000_000).toString(), "out-of-range"));
    poison.put("half a character", bad("{\"text\": \"\\ud83c\"}", "not-utf8"));
    poison.put("nesting", bad("{\"text\": \"x\", \"filter\": " + nested + "}", "not-json"));
    poison.put(
        "a digit too many",
        bad("{\"text\": \"x\", \"k\": " + "9".repeat(50_000) + "}", "not-json"));
    poison.put(
        "a field as code", bad(filtered("test\": {}}, \"x", "y").toString(), "invalid-filter"));
    poison.put(
        "an operator as code",
        bad(filtered("lang", Map.of("script", "x")).toString(), "invalid-filter"));
    poison.put(
        "control characters",
        good(
            query("light\u0000house \u0007\u001b[2J\r\n\u202e on a rock")
                .put("rerank", false)
                .toString()));
    poison.put(
        "a regex bomb", good(filtered("lang", Map.of("prefix", "(a+)+$".repeat(150))).toString()));
    poison.put(
        "a long prefix",
        bad(filtered("lang", Map.of("prefix", "a".repeat(2_000))).toString(), "too-large"));
    poison.put(
        "a text of one word", good(query("a.".repeat(2_000)).put("rerank", false).toString()));
    poison.put(
        "a text of many words", good(query("ab ".repeat(1_300)).put("rerank", false).toString()));
    poison.put(
        "every document",
        good(query("lighthouse").put("k", 1_000).put("rerank", false).toString()));
    poison.put(
        "every document by its words",
        good(
            query("lighthouse")
                .put("k", 1_000)
                .put("retrieval", "keyword")
                .put("rerank", false)
                .toString()));
    return poison;
  }

  private static String[] bad(String value, String code) {
    return new String[] {value, code};
  }

  private static String[] good(String value) {
    return new String[] {value, ""};
  }

  @Test
  void noneOfThemHurtsItsNeighbours() throws Exception {
    Map<String, String> goods = new LinkedHashMap<>();
    Map<String, String> bads = new LinkedHashMap<>();
    Map<String, String[]> poison = poison();
    for (Map.Entry<String, String[]> each : poison.entrySet()) {
      String before = "good-before-" + each.getKey();
      seine.publish("queries", before, query("lighthouse number 3").put("k", 1).toString());
      goods.put(before, each.getKey());
      bads.put(
          "bad-" + each.getKey(),
          seine.publish("queries", "bad-" + each.getKey(), each.getValue()[0]));
    }
    seine.publish(
        "queries",
        "bad-headers",
        query("lighthouse").put("k", 1).put("rerank", false).toString(),
        new RecordHeader("huge", new byte[900_000]));
    List<String> ids = new ArrayList<>(goods.keySet());
    ids.addAll(bads.keySet());
    ids.add("bad-headers");

    Map<String, ConsumerRecord<byte[], byte[]>> results = results(ids);

    for (String id : goods.keySet()) {
      RankedResult result = Traffic.decode(results.get(id));
      assertThat(result.status()).as(id).isEqualTo(Status.RANKED);
      assertThat(result.hits()).as(id).hasSize(1);
    }
    for (Map.Entry<String, String[]> each : poison.entrySet()) {
      RankedResult result = Traffic.decode(results.get("bad-" + each.getKey()));
      String code = each.getValue()[1];
      if (code.isEmpty()) {
        assertThat(result.status())
            .as(each.getKey() + ": " + result.reason())
            .isEqualTo(Status.UNRANKED);
      } else {
        assertThat(result.status()).as(each.getKey()).isEqualTo(Status.FAILED);
        assertThat(result.reason()).as(each.getKey()).startsWith(code);
        assertThat(
                Traffic.headers(seine.deadLetter(bads.get("bad-" + each.getKey())))
                    .get("seine-dead-letter-code"))
            .isEqualTo(code);
      }
    }
    assertThat(results.get("bad-headers").headers().toArray()).isEmpty();
    assertThat(seine.seine().rankQueries().status()).isEqualTo(JobStatus.RUNNING);
    assertThat(seine.seine().rankQueries().restarts()).isZero();
  }

  @Test
  void hitsThatAreTogetherTooLargeForARecordAreFewer() throws Exception {
    seine.publish("queries", "poison-large", query("lighthouse").put("rerank", false).toString());
    RankedResult result = seine.result("poison-large");
    assertThat(result.status()).isEqualTo(Status.UNRANKED);
    assertThat(result.hits()).hasSizeBetween(1, 5);
    assertThat(result.reason()).contains("of 10 hits", "records.max-bytes");
  }

  /** Reads the results of all of these, once through the topic. */
  private static Map<String, ConsumerRecord<byte[], byte[]>> results(List<String> ids) {
    Map<String, ConsumerRecord<byte[], byte[]>> results = new LinkedHashMap<>();
    seine.await(
        "ranked-results",
        record -> {
          String id = new String(record.key(), UTF_8);
          if (ids.contains(id)) {
            results.put(id, record);
          }
          return results.keySet().containsAll(ids);
        });
    return ids.stream().collect(Collectors.toMap(id -> id, results::get));
  }
}
