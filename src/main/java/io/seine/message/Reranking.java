package io.seine.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What orders the hits of a query. */
public enum Reranking {
  /** The cross-encoder's reading and what the retrieval knew, weighed together. */
  FUSED,
  /** The cross-encoder's reading alone. */
  ALONE,
  /** The retrieval; nothing is read. */
  OFF;

  /** The name in records. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a query in a savepoint holds: true and false were all that the first version knew. */
  @JsonValue
  Object kept() {
    return switch (this) {
      case FUSED -> true;
      case ALONE -> code();
      case OFF -> false;
    };
  }

  @JsonCreator
  static Reranking ofKept(Object kept) {
    if (kept instanceof Boolean read) {
      return read ? FUSED : OFF;
    }
    return valueOf(kept.toString().toUpperCase(Locale.ROOT));
  }
}
