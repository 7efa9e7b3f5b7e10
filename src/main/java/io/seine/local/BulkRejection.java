package io.seine.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A bulk request of which some items never reach the server: it takes them out of the request, and
 * puts their rejections into the answer, each in its place. Every item is of two lines.
 */
final class BulkRejection {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TOO_MANY_REQUESTS = 429;

  /** The id of each rejected item, and null for each that the server sees. */
  private final List<@Nullable String> rejected = new ArrayList<>();

  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

  private BulkRejection() {}

  /** Takes those items out of a request whose number, from 0, is chosen. */
  static BulkRejection of(byte[] request, IntPredicate chosen) throws IOException {
    BulkRejection rejection = new BulkRejection();
    String[] lines = new String(request, UTF_8).split("\n", -1);
    for (int item = 0; 2 * item + 1 < lines.length; item++) {
      String action = lines[2 * item];
      if (chosen.test(item)) {
        rejection.rejected.add(JSON.readTree(action).path("index").path("_id").asText());
      } else {
        rejection.rejected.add(null);
        rejection.rest.writeBytes((action + "\n" + lines[2 * item + 1] + "\n").getBytes(UTF_8));
      }
    }
    return rejection;
  }

  /** The request without the rejected items; empty when none is left. */
  byte[] rest() {
    return rest.toByteArray();
  }

  /**
   * The answer to the whole request.
   *
   * @param answer to the rest; null when there was none
   */
  byte[] join(byte @Nullable [] answer) throws IOException {
    ObjectNode whole =
        answer == null
            ? JSON.createObjectNode().put("took", 0)
            : (ObjectNode) JSON.readTree(answer);
    Iterator<JsonNode> done = whole.path("items").elements();
    ArrayNode items = JSON.createArrayNode();
    for (String id : rejected) {
      if (id == null) {
        items.add(done.next());
      } else {
        ObjectNode result = items.addObject().putObject("index");
        result.put("_id", id).put("status", TOO_MANY_REQUESTS);
        result
            .putObject("error")
            .put("type", "rejected_execution_exception")
            .put("reason", "planted by the fault proxy");
      }
    }
    whole.set("items", items);
    whole.put(
        "errors", whole.path("errors").asBoolean() || rejected.stream().anyMatch(r -> r != null));
    return JSON.writeValueAsBytes(whole);
  }
}
