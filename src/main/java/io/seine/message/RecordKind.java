package io.seine.message;

import java.util.Locale;

/** What the records of a topic are. */
public enum RecordKind {
  DOCUMENT,
  QUERY;

  /** The word for it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the id of such a record is called in log lines. */
  public String idField() {
    return word() + "_id";
  }
}
