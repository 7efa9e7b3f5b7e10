package io.seine.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class BulkRejectionTest {
  private static final byte[] REQUEST =
      """
      {"index":{"_id":"a"}}
      {"text":"one"}
      {"index":{"_id":"b"}}
      {"text":"two"}
      {"index":{"_id":"c"}}
      {"text":"three"}
      """
          .getBytes(UTF_8);

  @Test
  void theServerSeesTheOthersAndTheClientSeesAllInTheirOrder() throws Exception {
    BulkRejection rejection = BulkRejection.of(REQUEST, item -> item == 1);

    assertThat(new String(rejection.rest(), UTF_8))
        .isEqualTo(
            """
            {"index":{"_id":"a"}}
            {"text":"one"}
            {"index":{"_id":"c"}}
            {"text":"three"}
            """);
    JsonNode answer =
        new ObjectMapper()
            .readTree(
                rejection.join(
                    "{\"errors\":false,\"items\":[{\"index\":{\"_id\":\"a\",\"status\":201}},{\"index\":{\"_id\":\"c\",\"status\":409}}]}"
                        .getBytes(UTF_8)));
    assertThat(answer.path("errors").asBoolean()).isTrue();
    assertThat(answer.path("items").findValuesAsText("_id")).containsExactly("a", "b", "c");
    assertThat(answer.path("items").findValuesAsText("status"))
        .containsExactly("201", "429", "409");
  }

  @Test
  void theServerIsNotAskedWhenNothingIsLeft() throws Exception {
    BulkRejection rejection = BulkRejection.of(REQUEST, item -> true);

    assertThat(rejection.rest()).isEmpty();
    assertThat(new ObjectMapper().readTree(rejection.join(null)).path("items")).hasSize(3);
  }

  @Test
  void anAnswerWithoutRejectionsIsAsItWas() throws Exception {
    BulkRejection rejection = BulkRejection.of(REQUEST, item -> false);

    assertThat(rejection.rest()).isEqualTo(REQUEST);
    byte[] answer = "{\"errors\":false,\"items\":[{},{},{}]}".getBytes(UTF_8);
    assertThat(rejection.join(answer)).isEqualTo(answer);
  }
}
