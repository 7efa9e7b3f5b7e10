package io.seine.job;

import io.seine.access.Secrets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A key that an operator may set, with its default and what it allows. What it is for stands where
 * it is set: in the job.properties of the jobs that have it.
 *
 * @param allowed what a value has to be, as the end of the sentence "it has to be …"
 * @param parser throws IllegalArgumentException for a text that is not such a value
 */
public record Setting<T>(
    String key, String defaultText, String allowed, Function<String, T> parser) {

  /**
   * Reads a value.
   *
   * @throws SettingsException when it is not allowed; the message names the key, the value and what
   *     is
   */
  T parse(String text) {
    try {
      return parser.apply(text);
    } catch (SettingsException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new SettingsException("%s is '%s'; it has to be %s.".formatted(key, text, allowed), e);
    }
  }

  static Setting<String> text(String key, String defaultText, String allowed) {
    return new Setting<>(
        key, defaultText, allowed, text -> require(text, value -> !value.isBlank()));
  }

  static Setting<String> optionalText(String key, String allowed) {
    return new Setting<>(key, "", allowed + ", or empty", text -> text);
  }

  /** A setting that refers to a secret, and whose value no message shows. */
  static Setting<String> secret(String key) {
    return new Setting<>(
        key,
        "",
        Secrets.ALLOWED + ", or empty",
        text -> {
          if (!text.isEmpty() && !Secrets.isReference(text)) {
            throw SettingsException.holdsSecret(key);
          }
          return text;
        });
  }

  static Setting<Integer> integer(String key, int defaultValue, int min, int max) {
    return new Setting<>(
        key,
        Integer.toString(defaultValue),
        "a whole number from " + min + " to " + max,
        text -> require(Integer.valueOf(text), value -> value >= min && value <= max));
  }

  static Setting<Long> wholeNumber(String key, long defaultValue, long min, long max) {
    return new Setting<>(
        key,
        Long.toString(defaultValue),
        "a whole number from " + min + " to " + max,
        text -> require(Long.valueOf(text), value -> value >= min && value <= max));
  }

  static Setting<Double> number(String key, double defaultValue, double min, double max) {
    return new Setting<>(
        key,
        Double.toString(defaultValue),
        "a number from " + min + " to " + max,
        text -> require(Double.valueOf(text), value -> value >= min && value <= max));
  }

  static Setting<Boolean> flag(String key, boolean defaultValue) {
    return new Setting<>(
        key,
        Boolean.toString(defaultValue),
        "true or false",
        text -> require(text, List.of("true", "false")::contains).equals("true"));
  }

  static <E extends Enum<E>> Setting<E> choice(String key, E defaultValue) {
    Class<E> type = defaultValue.getDeclaringClass();
    return new Setting<>(
        key,
        name(defaultValue),
        "one of "
            + Arrays.stream(type.getEnumConstants())
                .map(Setting::name)
                .collect(Collectors.joining(", ")),
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  static <E extends Enum<E>> Setting<String> optionalChoice(String key, Class<E> type) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Setting::name).toList();
    return new Setting<>(
        key,
        "",
        "one of " + String.join(", ", names) + ", or empty",
        text -> require(text, value -> value.isEmpty() || names.contains(value)));
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <T> T require(T value, Predicate<T> allowed) {
    if (!allowed.test(value)) {
      throw new IllegalArgumentException();
    }
    return value;
  }
}
