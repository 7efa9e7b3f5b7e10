package io.seine.search;

import java.util.Set;

/** What an answer of OpenSearch means for the request, or for one item of a bulk request. */
enum Fault {
  /** It was done. */
  NONE,
  /** The index holds a later version already: there is nothing to do. */
  STALE,
  /** OpenSearch cannot do it now: try again. */
  RETRYABLE,
  /** It is refused for what it holds. */
  RECORD,
  /** Nothing of the kind can be done until somebody mends something. */
  FATAL;

  /**
   * Errors that go away, whatever their status: a full disk makes an index read-only until there is
   * room, and whoever closed an index opens it again.
   */
  private static final Set<String> PASSING =
      Set.of(
          "cluster_block_exception",
          "index_closed_exception",
          "unavailable_shards_exception",
          "no_shard_available_action_exception",
          "process_cluster_event_timeout_exception",
          "rejected_execution_exception",
          "circuit_breaking_exception");

  /** An alias that stands for several indexes refuses every document, whatever it holds. */
  private static final String NO_WRITE_INDEX = "no write index is defined for alias";

  /**
   * Classifies an answer.
   *
   * @param status the HTTP status of the request or the item
   * @param type the error's type, empty when there is none
   * @param reason what the error says
   */
  static Fault of(int status, String type, String reason) {
    if (status >= 200 && status < 300) {
      return NONE;
    }
    if (PASSING.contains(type)) {
      return RETRYABLE;
    }
    return switch (status) {
      // OpenSearch says what it refuses; what does not is something else at the same address.
      case 400 -> type.isEmpty() || reason.contains(NO_WRITE_INDEX) ? FATAL : RECORD;
      case 401, 403, 404, 405, 407 -> FATAL;
      case 408, 425, 429 -> RETRYABLE;
      case 409 -> STALE;
      default -> status >= 500 ? RETRYABLE : status < 400 ? FATAL : RECORD;
    };
  }
}
