package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document of 200 pages, whose answer stands on its last page. */
class LongDocumentIT {
  private static final int PAGES = 200;
  private static final int SENTENCES_A_PAGE = 16;

  /**
   * Nothing of the rest of the book speaks of it, and its beginning, which is the whole's vector,
   * least.
   */
  private static final String ANSWER =
      "The lighthouse keeper of Hollow Point hid the spare key of the lamp room under the third step of the spiral stair.";

  private static final List<String> SUBJECTS =
      List.of(
          "A clerk", "The committee", "One engineer", "Every tenant", "The baker", "No visitor");
  private static final List<String> VERBS =
      List.of("approved", "measured", "repainted", "described", "postponed", "counted");
  private static final List<String> OBJECTS =
      List.of(
          "the drainage plan",
          "a row of lamps",
          "the northern wall",
          "all invoices",
          "the timetable");
  private static final List<String> ENDS =
      List.of(
          "before the meeting in March",
          "with great care",
          "because the roof was leaking",
          "as the regulations of the city demand",
          "and nobody complained");

  private static SeineUnderTest seine;
  private static String text;

  @BeforeAll
  static void publish() throws Exception {
    seine = SeineUnderTest.get();
    Random random = new Random(200);
    StringBuilder book = new StringBuilder();
    for (int page = 1; page <= PAGES; page++) {
      for (int i = 0; i < SENTENCES_A_PAGE; i++) {
        book.append(any(SUBJECTS, random)).append(' ').append(any(VERBS, random)).append(' ');
        book.append(any(OBJECTS, random)).append(' ').append(any(ENDS, random)).append(". ");
      }
      book.append("\n\n");
    }
    text = book + ANSWER + " " + any(SUBJECTS, random) + " closed the book.";
    publish("book", "Minutes of the building society", text);
    for (int i = 0; i < 5; i++) {
      publish(
          "leaflet-" + i, "Lighthouses", "A lighthouse is a tower with a lamp, number " + i + ".");
      publish("minutes-" + i, "Minutes", book.substring(i * 2_000, i * 2_000 + 1_500));
    }
    seine.askUntil(
        "book-ready",
        "{\"text\": \"book\", \"k\": 20, \"rerank\": false, \"filter\": {\"test\": \"book\"}, \"deadline_ms\": 60000}",
        result -> result.hits().size() == 11);
  }

  private static String any(List<String> words, Random random) {
    return words.get(random.nextInt(words.size()));
  }

  private static void publish(String id, String title, String text) throws Exception {
    ObjectMapper json = new ObjectMapper();
    seine.publish(
        "documents",
        id,
        json.createObjectNode()
            .put("title", title)
            .put("text", text)
            .set("metadata", json.createObjectNode().put("test", "book"))
            .toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hybrid", "vector", "keyword"})
  void theAnswerOnTheLastPageIsFoundAndShown(String retrieval) throws Exception {
    String id = "last-page-" + retrieval;
    seine.publish(
        "queries",
        id,
        "{\"text\": \"where is the key of the lamp room hidden?\", \"retrieval\": \"%s\", \"filter\": {\"test\": \"book\"}, \"deadline_ms\": 60000}"
            .formatted(retrieval));
    RankedResult result = seine.result(id);

    Hit first = result.hits().get(0);
    assertThat(first.id()).isEqualTo("book");
    assertThat(first.passage()).contains(ANSWER);
    assertThat(first.passageStart()).isGreaterThan(text.length() - 1_000);
    assertThat(text.substring(first.passageStart(), first.passageEnd())).isEqualTo(first.passage());
  }
}
