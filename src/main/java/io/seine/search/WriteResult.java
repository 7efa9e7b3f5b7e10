package io.seine.search;

/** What became of a change that was sent to the index. */
public sealed interface WriteResult {
  /** The index holds it. */
  record Applied() implements WriteResult {}

  /** The index held a later version already, and keeps it. */
  record Stale() implements WriteResult {}

  /** The index refused it for what it holds. */
  record Refused(String message) implements WriteResult {}
}
