package io.seine.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the filter of a query: an object whose members name metadata fields and say what has to
 * hold of each. A value means equal; a list, any of its values; an object holds operators: {@code
 * any}, {@code all}, {@code none}, {@code gt}, {@code gte}, {@code lt}, {@code lte}, {@code
 * exists}, {@code prefix}. This is the whole language: nothing of it reaches the index as code.
 */
final class FilterParser {
  private static final String OPERATORS = "any, all, none, gt, gte, lt, lte, exists, prefix";

  /** The longest prefix, in bytes of UTF-8: Lucene takes none of more than 1,000. */
  private static final int MAX_PREFIX_BYTES = 900;

  private final int maxTerms;
  private final List<Condition> conditions = new ArrayList<>();
  private int terms;

  private FilterParser(int maxTerms) {
    this.maxTerms = maxTerms;
  }

  static List<Condition> parse(JsonNode filter, int maxTerms) throws InvalidRecordException {
    if (filter.isMissingNode() || filter.isNull()) {
      return List.of();
    }
    if (!filter.isObject()) {
      throw invalid("filter is " + Json.typeOf(filter) + "; it has to be an object.");
    }
    FilterParser parser = new FilterParser(maxTerms);
    for (Map.Entry<String, JsonNode> member : filter.properties()) {
      parser.field(member.getKey(), member.getValue());
    }
    return parser.conditions;
  }

  private void field(String field, JsonNode node) throws InvalidRecordException {
    if (node.isArray()) {
      conditions.add(new Condition.AnyOf(field, values(field, node)));
    } else if (node.isObject()) {
      operators(field, node);
    } else {
      conditions.add(new Condition.AnyOf(field, List.of(value(field, node))));
    }
  }

  private void operators(String field, JsonNode node) throws InvalidRecordException {
    if (node.isEmpty()) {
      throw invalid("filter." + field + " is an empty object; it holds one of " + OPERATORS + ".");
    }
    for (Map.Entry<String, JsonNode> operator : node.properties()) {
      JsonNode operand = operator.getValue();
      switch (operator.getKey()) {
        case "any" -> conditions.add(new Condition.AnyOf(field, values(field, operand)));
        case "all" -> conditions.add(new Condition.AllOf(field, values(field, operand)));
        case "none" -> conditions.add(new Condition.NoneOf(field, values(field, operand)));
        case "exists" -> conditions.add(new Condition.Exists(field, flag(field, operand)));
        case "prefix" -> conditions.add(new Condition.Prefix(field, text(field, operand)));
        case "gt", "gte", "lt", "lte" -> {
          // The bounds of one field become one condition, below.
        }
        default ->
            throw invalid(
                "filter.%s has the operator '%s'; there are %s."
                    .formatted(field, operator.getKey(), OPERATORS));
      }
    }
    Condition.Range range =
        new Condition.Range(
            field,
            bound(field, node.get("gt")),
            bound(field, node.get("gte")),
            bound(field, node.get("lt")),
            bound(field, node.get("lte")));
    if (range.gt() != null || range.gte() != null || range.lt() != null || range.lte() != null) {
      conditions.add(range);
    }
  }

  private @Nullable Object bound(String field, @Nullable JsonNode node)
      throws InvalidRecordException {
    return node == null ? null : value(field, node);
  }

  private List<Object> values(String field, JsonNode node) throws InvalidRecordException {
    if (!node.isArray() || node.isEmpty()) {
      throw invalid("filter." + field + " needs a list of at least one value.");
    }
    List<Object> values = new ArrayList<>();
    for (JsonNode element : node) {
      values.add(value(field, element));
    }
    return values;
  }

  private Object value(String field, JsonNode node) throws InvalidRecordException {
    Object value = Json.scalar(node);
    if (value == null) {
      throw invalid(
          "filter.%s holds %s; a value is a string, a number of 64 bits or a boolean."
              .formatted(field, Json.typeOf(node)));
    }
    count();
    return value;
  }

  private String text(String field, JsonNode node) throws InvalidRecordException {
    if (!node.isTextual() || node.textValue().isEmpty()) {
      throw invalid("filter." + field + ".prefix needs a string of at least one character.");
    }
    if (node.textValue().getBytes(StandardCharsets.UTF_8).length > MAX_PREFIX_BYTES) {
      throw new InvalidRecordException(
          ErrorCode.TOO_LARGE,
          "filter." + field + ".prefix has more than " + MAX_PREFIX_BYTES + " bytes.");
    }
    count();
    return node.textValue();
  }

  private boolean flag(String field, JsonNode node) throws InvalidRecordException {
    if (!node.isBoolean()) {
      throw invalid("filter." + field + ".exists needs true or false.");
    }
    count();
    return node.booleanValue();
  }

  private void count() throws InvalidRecordException {
    if (++terms > maxTerms) {
      throw new InvalidRecordException(
          ErrorCode.TOO_LARGE,
          "The filter has more than "
              + maxTerms
              + " values; queries.max-filter-values allows no more.");
    }
  }

  private static InvalidRecordException invalid(String message) {
    return new InvalidRecordException(ErrorCode.INVALID_FILTER, message);
  }
}
