package io.seine.search;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.message.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a filter's conditions into query DSL. Field names and values become JSON strings and
 * numbers: no part of a message is ever read as DSL.
 */
final class FilterTranslator {
  private FilterTranslator() {}

  /**
   * A bool query of which every clause has to hold and none adds to a score; null when there is
   * nothing to filter.
   */
  static @Nullable ObjectNode translate(List<Condition> filter) {
    if (filter.isEmpty()) {
      return null;
    }
    ObjectNode query = SearchConnection.JSON.createObjectNode();
    ObjectNode bool = query.putObject("bool");
    ArrayNode must = bool.putArray("filter");
    must.addObject().putObject("term").put(IndexSchema.LIVE, true);
    ArrayNode mustNot = bool.putArray("must_not");
    for (Condition condition : filter) {
      String field = "metadata." + condition.field();
      if (condition instanceof Condition.AnyOf any) {
        terms(must, field, any.values());
      } else if (condition instanceof Condition.AllOf all) {
        all.values().forEach(value -> terms(must, field, List.of(value)));
      } else if (condition instanceof Condition.NoneOf none) {
        terms(mustNot, field, none.values());
      } else if (condition instanceof Condition.Range range) {
        ObjectNode bounds = must.addObject().putObject("range").putObject(field);
        bound(bounds, "gt", range.gt());
        bound(bounds, "gte", range.gte());
        bound(bounds, "lt", range.lt());
        bound(bounds, "lte", range.lte());
      } else if (condition instanceof Condition.Exists exists) {
        (exists.exists() ? must : mustNot).addObject().putObject("exists").put("field", field);
      } else if (condition instanceof Condition.Prefix prefix) {
        must.addObject().putObject("prefix").put(field, prefix.prefix());
      }
    }
    return query;
  }

  private static void terms(ArrayNode clauses, String field, List<Object> values) {
    ArrayNode terms = clauses.addObject().putObject("terms").putArray(field);
    values.forEach(terms::addPOJO);
  }

  private static void bound(ObjectNode bounds, String operator, @Nullable Object value) {
    if (value != null) {
      bounds.putPOJO(operator, value);
    }
  }
}
