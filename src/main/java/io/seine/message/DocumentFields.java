package io.seine.message;

import com.fasterxml.jackson.core.JsonPointer;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the parts of a document stand in a record's JSON, as JSON Pointers (RFC 6901), so that a
 * topic that exists already can be indexed as it is. An empty pointer for the id means the record's
 * key; for the version, the Kafka offset; for the delete mark, that only a null value deletes.
 *
 * @param metadata a pointer to an object whose members are the metadata, or {@code
 *     name=/pointer,name=/pointer}
 * @param deleted a pointer to a boolean that is true when the document is to be deleted
 */
public record DocumentFields(
    String id, String title, String text, String metadata, String version, String deleted)
    implements Serializable {

  /** The contract's own layout. */
  public static final DocumentFields CONTRACT =
      new DocumentFields("", "/title", "/text", "/metadata", "/version", "");

  /**
   * Checks every pointer.
   *
   * @throws IllegalArgumentException when one is not a JSON Pointer; the message names it
   */
  public DocumentFields {
    for (String pointer : new String[] {id, title, text, version, deleted}) {
      compile(pointer);
    }
    if (!metadata.isEmpty() && !metadata.startsWith("/")) {
      metadataPointers(metadata).values().forEach(pointer -> compile(pointer.toString()));
    }
  }

  static JsonPointer compile(String pointer) {
    return JsonPointer.compile(pointer);
  }

  /** Splits {@code name=/pointer,name=/pointer}. */
  static Map<String, JsonPointer> metadataPointers(String list) {
    Map<String, JsonPointer> pointers = new LinkedHashMap<>();
    for (String entry : list.split(",", -1)) {
      int equals = entry.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "'" + entry + "' is neither a JSON Pointer nor name=/pointer");
      }
      pointers.put(
          entry.substring(0, equals).strip(), compile(entry.substring(equals + 1).strip()));
    }
    return pointers;
  }
}
