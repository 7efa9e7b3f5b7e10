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

  /** Blocks that go away: a full disk makes an index read-only until there is room. */
  private static final Set<String> PASSING =
      Set.of(
          "cluster_block_exception",
          "unavailable_shards_exception",
          "no_shard_available_action_exception",
          "process_cluster_event_timeout_exception",
          "rejected_execution_exception",
          "circuit_breaking_exception");

  /**
   * Classifies an answer.
   *
   * @param status the HTTP status of the request or the item
   * @param type the error's type, empty when there is none
   */
  static Fault of(int status, String type) {
    if (status < 300) {
      return NONE;
    }
    if (PASSING.contains(type)) {
      return RETRYABLE;
    }
    return switch (status) {
      case 409 -> STALE;
      case 408, 429 -> RETRYABLE;
      case 401, 403, 404, 405, 407 -> FATAL;
      default -> status >= 500 ? RETRYABLE : RECORD;
    };
  }
}
