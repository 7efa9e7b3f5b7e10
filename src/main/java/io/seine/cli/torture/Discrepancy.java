package io.seine.cli.torture;

/**
 * Something that is not as it must be.
 *
 * @param id of the document or the query, or the position of a record, or the name of a job
 */
record Discrepancy(Kind kind, String id, String expected, String found) {

  /** What is off. */
  enum Kind {
    /** A document that must be there, or the tombstone of one, is not. */
    LOST("documents lost"),
    /** The index holds an older version. */
    STALE("documents stale"),
    /** A document that was deleted can be found. */
    REVIVED("documents revived"),
    /** The index holds what nobody published. */
    WRONG("documents wrong"),
    UNANSWERED("queries unanswered"),
    ANSWERED_WRONGLY("queries answered wrongly"),
    LETTER_MISSING("dead letters missing"),
    /** A dead letter of a good record, or one that says something else than is wrong. */
    LETTER_UNEXPECTED("dead letters unexpected"),
    JOB("jobs failed or stuck");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  @Override
  public String toString() {
    return "%s: %s: expected %s; found %s".formatted(kind.label(), id, expected, found);
  }
}
