package io.seine.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Removes tombstones that are older than any record that could still revive their documents. A
 * tombstone is removed only as it was found: where a document was written in its place meanwhile,
 * OpenSearch sees that and leaves it.
 */
public final class TombstoneSweep {
  private final SearchConnection connection;

  /**
   * What one batch did.
   *
   * @param found how many were to be removed
   * @param removed how many of them were; the others were written anew meanwhile
   */
  public record Swept(long found, long removed) {}

  public TombstoneSweep(SearchConnection connection) {
    this.connection = connection;
  }

  /**
   * Removes some, and waits until that is done.
   *
   * @param before only those made before this time, in milliseconds since the epoch
   * @param most how many at most
   * @throws RuntimeException of {@link SearchConnection} when OpenSearch does not do it
   */
  public Swept removeSome(long before, int most) {
    ObjectNode body = SearchConnection.JSON.createObjectNode();
    body.put("max_docs", most).put("conflicts", "proceed");
    body.putObject("query").putObject("range").putObject("deleted_at").put("lt", before);
    SearchConnection.Answer answer =
        connection.ask(
            "POST",
            "/" + connection.alias() + "/_delete_by_query",
            // Refreshed, or the next batch would find the same ones.
            Map.of("refresh", "true", "scroll_size", Integer.toString(most)),
            body);
    return new Swept(answer.json().path("total").asLong(), answer.json().path("deleted").asLong());
  }
}
