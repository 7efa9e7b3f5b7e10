package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Status;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A document whose passage nearest to the query holds all of its words, while the next nearest
 * answers it.
 */
class PassagesIT {
  private static final String ANSWER =
      "The caretaker leaves it under the blue flowerpot to the left of the boathouse door, so that members who come early find the spare key there.";

  private static final String BAIT =
      "The price of a spare key of the boathouse is to rise, since a spare key of the boathouse, the boathouse key and a copy of the spare key now cost nine pounds each, and the boathouse lock twenty.";

  private static final String TEXT =
      """
      The annual meeting of the rowing club began at eight in the evening with the minutes of the last one, which were \
      read aloud and accepted without changes. The treasurer said that the accounts are in order, and that the price of \
      varnish has risen again. A new pair of oars is to be bought before the regatta in May.

      %s He asks everyone to put it back after rowing, and to water the flowers in it when the summer is dry.

      %s The treasurer regrets that very much, and will ask the locksmith in the market square what he would take for it.

      Afterwards there was soup. The chairman thanked the cooks, and showed slides of a journey along a canal in which he \
      had taken part as a young man.
      """
          .formatted(ANSWER, BAIT)
          .strip();

  private static SeineUnderTest seine;

  @BeforeAll
  static void publish() throws Exception {
    seine = SeineUnderTest.get();
    publish("minutes", "Minutes of the rowing club", TEXT);
    publish("notice", "Notice", "The boathouse is closed in winter.");
    seine.askUntil(
        "passages-ready",
        "{\"text\": \"club\", \"rerank\": false, \"filter\": {\"test\": \"passages\"}, \"deadline_ms\": 60000}",
        result -> result.hits().size() == 2);
  }

  private static void publish(String id, String title, String text) throws Exception {
    seine.publish(
        "documents",
        "passages-" + id,
        "{\"title\": \"%s\", \"text\": \"%s\", \"metadata\": {\"test\": \"passages\"}}"
            .formatted(title, text.replace("\n", "\\n")));
  }

  private static RankedResult ask(String retrieval, int passages) throws Exception {
    String id = "passages-%s-%d".formatted(retrieval, passages);
    seine.publish(
        "queries",
        id,
        "{\"text\": \"where is the spare key of the boathouse?\", \"retrieval\": \"%s\", \"passages\": %d, \"filter\": {\"test\": \"passages\"}, \"deadline_ms\": 60000}"
            .formatted(retrieval, passages));
    RankedResult result = seine.result(id);
    assertThat(result.status()).isEqualTo(Status.RANKED);
    assertThat(result.reranked()).isEqualTo(2);
    return result;
  }

  private static Hit minutes(RankedResult result) {
    return result.hits().stream()
        .filter(hit -> hit.id().equals("passages-minutes"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hybrid", "vector", "keyword"})
  void thePassageThatTheReadingFindsBestIsShown(String retrieval) throws Exception {
    Hit byOne = minutes(ask(retrieval, 1));
    Hit byTwo = minutes(ask(retrieval, 2));

    assertThat(byOne.passage()).contains(BAIT).doesNotContain(ANSWER);
    assertThat(byTwo.passage()).contains(ANSWER).doesNotContain(BAIT);
    assertThat(TEXT.substring(byTwo.passageStart(), byTwo.passageEnd())).isEqualTo(byTwo.passage());
    assertThat(byTwo.crossEncoderScore()).isGreaterThan(byOne.crossEncoderScore());
    assertThat(byTwo.retrieval()).isEqualTo(byOne.retrieval());
  }

  @Test
  void aDocumentOfFewerPassagesIsReadByThoseThatItHas() throws Exception {
    Hit notice =
        ask("hybrid", 3).hits().stream()
            .filter(hit -> hit.id().equals("passages-notice"))
            .findFirst()
            .orElseThrow();
    assertThat(notice.reranked()).isTrue();
    assertThat(notice.passage()).isEqualTo("The boathouse is closed in winter.");
  }
}
