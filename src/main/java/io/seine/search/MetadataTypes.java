package io.seine.search;

import io.seine.message.Condition;
import io.seine.message.ErrorCode;
import io.seine.message.InvalidRecordException;
import io.seine.message.MetadataType;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The metadata fields that an index declares, with their types. Only these can be filtered by; what
 * else a document has is kept and shown with its hits.
 */
public final class MetadataTypes {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]+");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final Map<String, MetadataType> types;

  public MetadataTypes(Map<String, MetadataType> types) {
    this.types = new TreeMap<>(types);
  }

  boolean declares(String field) {
    return types.containsKey(field);
  }

  /**
   * What a document says of itself, of the declared types: a string that is exactly a number or a
   * boolean becomes it where its field is declared so. CSV, for one, knows nothing but strings. All
   * else is as given.
   *
   * @throws InvalidRecordException when a value is not of its field's declared type
   */
  public Map<String, Object> typed(Map<String, Object> metadata) throws InvalidRecordException {
    Map<String, Object> typed = new LinkedHashMap<>(metadata);
    for (Map.Entry<String, Object> field : typed.entrySet()) {
      MetadataType type = types.get(field.getKey());
      if (type != null && field.getValue() instanceof List<?> values) {
        List<Object> ofType = new ArrayList<>();
        for (Object value : values) {
          ofType.add(typed(field.getKey(), type, value));
        }
        field.setValue(ofType);
      } else if (type != null) {
        field.setValue(typed(field.getKey(), type, field.getValue()));
      }
    }
    return typed;
  }

  private static Object typed(String field, MetadataType type, Object value)
      throws InvalidRecordException {
    Object read = value instanceof String text ? read(type, text) : value;
    if (!fits(type, read)) {
      throw new InvalidRecordException(
          ErrorCode.INVALID_METADATA,
          "metadata.%s is '%s'; the index declares it as %s.".formatted(field, value, name(type)));
    }
    return read;
  }

  /** The number or boolean that a text is, where the type wants one; else the text. */
  private static Object read(MetadataType type, String text) {
    try {
      return switch (type) {
        case LONG -> WHOLE_NUMBER.matcher(text).matches() ? Long.valueOf(text) : text;
        case DOUBLE -> NUMBER.matcher(text).matches() ? finite(text) : text;
        case BOOLEAN ->
            text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                ? Boolean.valueOf(text)
                : text;
        case KEYWORD, DATE -> text;
      };
    } catch (NumberFormatException e) {
      // More than 64 bits.
      return text;
    }
  }

  private static Object finite(String text) {
    Double number = Double.valueOf(text);
    return number.isInfinite() ? text : number;
  }

  /**
   * Checks a query's filter.
   *
   * @throws InvalidRecordException when a condition names an undeclared field, or does not fit its
   *     type
   */
  public void checkFilter(List<Condition> filter) throws InvalidRecordException {
    for (Condition condition : filter) {
      MetadataType type = types.get(condition.field());
      if (type == null) {
        throw invalid(
            "filter names '%s', which the index does not declare; it declares %s."
                .formatted(condition.field(), types.isEmpty() ? "nothing" : types.keySet()));
      }
      check(condition, type);
    }
  }

  private static void check(Condition condition, MetadataType type) throws InvalidRecordException {
    List<Object> values = new ArrayList<>();
    if (condition instanceof Condition.AnyOf any) {
      values.addAll(any.values());
    } else if (condition instanceof Condition.AllOf all) {
      values.addAll(all.values());
    } else if (condition instanceof Condition.NoneOf none) {
      values.addAll(none.values());
    } else if (condition instanceof Condition.Range range) {
      if (type == MetadataType.KEYWORD || type == MetadataType.BOOLEAN) {
        throw invalid(
            "filter.%s is a range, and the index declares %s as %s: a range needs numbers or dates."
                .formatted(condition.field(), condition.field(), name(type)));
      }
      add(values, range.gt());
      add(values, range.gte());
      add(values, range.lt());
      add(values, range.lte());
    } else if (condition instanceof Condition.Prefix && type != MetadataType.KEYWORD) {
      throw invalid(
          "filter.%s is a prefix, and the index declares %s as %s: a prefix needs a keyword."
              .formatted(condition.field(), condition.field(), name(type)));
    }
    for (Object value : values) {
      if (!fits(type, value)) {
        throw invalid(
            "filter.%s holds '%s'; the index declares %s as %s."
                .formatted(condition.field(), value, condition.field(), name(type)));
      }
    }
  }

  private static void add(List<Object> values, @Nullable Object bound) {
    if (bound != null) {
      values.add(bound);
    }
  }

  private static boolean fits(MetadataType type, Object value) {
    return switch (type) {
      case KEYWORD -> true;
      case LONG -> value instanceof Long || value instanceof Integer;
      case DOUBLE -> value instanceof Number;
      case BOOLEAN -> value instanceof Boolean;
      case DATE -> value instanceof Long || (value instanceof String text && isDate(text));
    };
  }

  private static boolean isDate(String text) {
    try {
      if (text.length() == "2026-01-31".length()) {
        LocalDate.parse(text);
      } else {
        OffsetDateTime.parse(text);
      }
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static String name(MetadataType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static InvalidRecordException invalid(String message) {
    return new InvalidRecordException(ErrorCode.INVALID_FILTER, message);
  }
}
