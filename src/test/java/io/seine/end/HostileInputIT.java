package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.end.ListeningSockets.Listening;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Status;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that are meant to be more than data, and stay data. */
class HostileInputIT {
  private static final String ALL =
      "{\"text\": \"harbour\", \"k\": 100, \"filter\": {\"test\": \"hostile\"}, \"deadline_ms\": 60000}";

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

  private static Map<String, Hit> hits(RankedResult result) {
    return result.hits().stream().collect(Collectors.toMap(Hit::id, hit -> hit));
  }

  @Test
  void anIdIsAnIdWhateverItHolds() throws Exception {
    Set<String> ids =
        Set.of(
            "hostile-victim",
            "../_all/_doc/hostile-victim",
            "hostile/a?routing=b#c",
            "%2e%2e%2f_cluster%2fsettings",
            "hostile\r\nHost: elsewhere\r\n\r\n",
            "hostile\"}}\n{\"delete\": {\"_id\": \"hostile-victim\"}}\n",
            "hostile \u0000\u0001\u007f\u2028 \ud83d\ude00",
            "${jndi:ldap://127.0.0.1/hostile}",
            "_bulk",
            "h".repeat(512));
    for (String id : ids) {
      seine.publish(
          "documents",
          id,
          "{\"text\": \"A harbour.\\n{\\\"delete\\\": {\\\"_id\\\": \\\"hostile-victim\\\"}}\\n\", \"metadata\": {\"test\": \"hostile\", \"_id\": \"x\", \"a.b..c\": \"c\"}}");
    }
    RankedResult result =
        seine.askUntil("hostile-ids", ALL, answer -> hits(answer).size() >= ids.size());
    assertThat(hits(result).keySet()).isEqualTo(ids);
    assertThat(result.hits())
        .allSatisfy(
            hit ->
                assertThat(hit.metadata())
                    .isEqualTo(Map.of("test", "hostile", "_id", "x", "a.b..c", "c")));

    Set<String> left = new HashSet<>(ids);
    for (String id : List.of("../_all/_doc/hostile-victim", "_bulk")) {
      left.remove(id);
      seine.publish("documents", id, (String) null);
    }
    assertThat(
            hits(seine.askUntil("hostile-gone", ALL, answer -> hits(answer).size() == left.size()))
                .keySet())
        .isEqualTo(left);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\ud83d\ude00",
        "{\"text\": \"\\ud83d\"}",
        "{\"text\": \"x\", \"\\udc00\": 1}",
        "{\"text\": \"x\", \"a\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0",
      })
  void whatCannotBeReadIsRefusedAndStopsNothing(String value) throws Exception {
    String position = seine.publish("documents", "hostile-unread", value);
    assertThat(SeineUnderTest.headers(seine.deadLetter(position)))
        .containsKey("seine-dead-letter-code");
    String query = seine.publish("queries", (String) null, value);
    RankedResult result = seine.result(query);
    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.reason()).containsAnyOf("not-json", "not-utf8");
    assertThat(SeineUnderTest.headers(seine.deadLetter(query)).get("seine-dead-letter-code"))
        .isIn("not-json", "not-utf8");
  }

  @Test
  void aMessageAboutARecordIsShortHoweverLongTheRecord() throws Exception {
    String name = "n".repeat(40_000);
    String query =
        seine.publish(
            "queries",
            (String) null,
            "{\"text\": \"x\", \"filter\": {\"%s\": \"x\"}}".formatted(name));
    assertThat(seine.result(query).reason()).startsWith("invalid-filter").hasSizeLessThan(1_100);
    assertThat(SeineUnderTest.headers(seine.deadLetter(query)).get("seine-dead-letter-message"))
        .hasSizeLessThan(1_100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"_id\": \"hostile-victim\"}",
        "{\"passages.text\": \"x\"}",
        "{\"metadata.test\": \"hostile\"}",
        "{\"test.keyword\": \"hostile\"}",
        "{\"deleted_at\": {\"exists\": true}}",
        "{\"test\": {\"script\": \"true\"}}",
        "{\"test\": {\"regexp\": \"(a+)+$\"}}",
        "{\"test\": {\"any\": [{\"match_all\": {}}]}}",
        "{\"query\": {\"match_all\": {}}}",
      })
  void aFilterIsOfItsOwnLanguageAndOfDeclaredFields(String filter) throws Exception {
    String query =
        seine.publish(
            "queries", (String) null, "{\"text\": \"harbour\", \"filter\": " + filter + "}");
    RankedResult result = seine.result(query);
    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.reason()).startsWith("invalid-filter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* OR _id:*",
        "{\\\"match_all\\\": {}}",
        "harbour\\n{}\\n{\\\"query\\\": {\\\"match_all\\\": {}}}\\n",
        "/(a+)+$/ \\u0000\\u0007 ${jndi:ldap://127.0.0.1/x}",
        "harbour~2 harb* title:harbour",
      })
  void aTextIsWordsAndNoQueryLanguage(String text) throws Exception {
    String id = "hostile-text-" + Integer.toHexString(text.hashCode()) + "\r\nx: y";
    seine.publish(
        "queries",
        id.getBytes(UTF_8),
        "{\"text\": \"%s\", \"filter\": {\"test\": {\"prefix\": \"*\"}}, \"deadline_ms\": 60000}"
            .formatted(text)
            .getBytes(UTF_8),
        new RecordHeader("Authorization", "Basic eDp5".getBytes(UTF_8)));
    RankedResult result = seine.result(id);
    // No document's field begins with an asterisk.
    assertThat(result.status()).isEqualTo(Status.RANKED);
    assertThat(result.hits()).isEmpty();
  }

  @Test
  void nothingListensBeyondLoopback() throws Exception {
    List<Listening> listening =
        ListeningSockets.of(
            Stream.concat(
                Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants()));
    // Flink's reporter for Prometheus cannot be told where to listen; it is there when asked for.
    int metrics = URI.create(seine.seine().cluster().metricsUrl()).getPort();
    // Kafka with its controller, OpenSearch with its transport, Flink's page.
    assertThat(listening)
        .hasSizeGreaterThanOrEqualTo(5)
        .allMatch(socket -> socket.isOnLoopback() || socket.port() == metrics);
  }
}
