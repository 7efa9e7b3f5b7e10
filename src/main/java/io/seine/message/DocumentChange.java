package io.seine.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a record of the documents topic asks for: a document to be as given, or to be gone. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DocumentChange.Upsert.class, name = "upsert"),
  @JsonSubTypes.Type(value = DocumentChange.Delete.class, name = "delete")
})
public sealed interface DocumentChange extends Sourced {
  String id();

  @Override
  default String subject() {
    return id();
  }

  /**
   * Orders the changes of one document: the highest version is its state, whatever order they
   * arrive in.
   */
  long version();

  /** The document is to be as given. */
  record Upsert(SourceRecord source, long version, Document document) implements DocumentChange {
    @Override
    public String id() {
      return document.id();
    }

    /** Where it came from, and nothing of its text: Flink writes inputs into its exceptions. */
    @Override
    public String toString() {
      return source.position();
    }
  }

  /** The document is to be gone, and no older version may bring it back. */
  record Delete(SourceRecord source, long version, String id) implements DocumentChange {}
}
