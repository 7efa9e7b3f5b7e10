package io.seine.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a query's filter, on one declared metadata field. A filter is a list of
 * conditions that all have to hold. Values are strings, numbers (Long or Double) or booleans; a
 * field that holds a list matches when any of its values does.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "condition")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Condition.AnyOf.class, name = "any"),
  @JsonSubTypes.Type(value = Condition.AllOf.class, name = "all"),
  @JsonSubTypes.Type(value = Condition.NoneOf.class, name = "none"),
  @JsonSubTypes.Type(value = Condition.Range.class, name = "range"),
  @JsonSubTypes.Type(value = Condition.Exists.class, name = "exists"),
  @JsonSubTypes.Type(value = Condition.Prefix.class, name = "prefix")
})
public sealed interface Condition {
  String field();

  /**
   * {@code "lang": "en"} or {@code "tags": ["a", "b"]} or {@code {"any": […]}}: one of the values.
   */
  record AnyOf(String field, List<Object> values) implements Condition {}

  /** {@code {"all": […]}}: every one of the values. */
  record AllOf(String field, List<Object> values) implements Condition {}

  /** {@code {"none": […]}}: none of the values. */
  record NoneOf(String field, List<Object> values) implements Condition {}

  /** {@code {"gte": 2019, "lt": 2024}}: within the bounds; a bound that is null does not bind. */
  record Range(
      String field,
      @Nullable Object gt,
      @Nullable Object gte,
      @Nullable Object lt,
      @Nullable Object lte)
      implements Condition {}

  /** {@code {"exists": true}}: whether the document has the field at all. */
  record Exists(String field, boolean exists) implements Condition {}

  /** {@code {"prefix": "flink-"}}: a string that begins so. */
  record Prefix(String field, String prefix) implements Condition {}
}
