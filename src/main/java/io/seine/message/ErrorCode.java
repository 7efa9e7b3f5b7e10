package io.seine.message;

/**
 * Why a record became a dead letter. {@link #code()} is the stable name that stands in its headers.
 */
public enum ErrorCode {
  /** The value begins with a brace but is not a JSON object. */
  NOT_JSON("not-json"),
  /** The key, or the value, is not UTF-8, or holds what no UTF-8 can: half a surrogate pair. */
  NOT_UTF8("not-utf8"),
  /** A field holds another type than the contract says. */
  WRONG_TYPE("wrong-type"),
  /** A document has no id: its record has no key. */
  MISSING_ID("missing-id"),
  /** A document or a query has no text, or only white space. */
  MISSING_TEXT("missing-text"),
  /** A record or one of its fields is larger than the settings allow. */
  TOO_LARGE("too-large"),
  /** A field holds a value out of its range. */
  OUT_OF_RANGE("out-of-range"),
  /** A filter names undeclared metadata or is not of the filter language. */
  INVALID_FILTER("invalid-filter"),
  /** A metadata value does not fit the type that the index declares for it. */
  INVALID_METADATA("invalid-metadata"),
  /** The index refused the document for what it holds. */
  REFUSED_BY_INDEX("refused-by-index"),
  /** The deadline passed before the candidates were retrieved. */
  DEADLINE_PASSED("deadline-passed"),
  /** The index gave no answer before the deadline. */
  RETRIEVAL_FAILED("retrieval-failed"),
  /** A stage failed on this record in a way that Seine does not know. */
  UNEXPECTED("unexpected");

  private final String code;

  ErrorCode(String code) {
    this.code = code;
  }

  /** The name in headers, metrics and docs. */
  public String code() {
    return code;
  }
}
