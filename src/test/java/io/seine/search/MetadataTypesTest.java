package io.seine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.seine.message.Condition;
import io.seine.message.ErrorCode;
import io.seine.message.InvalidRecordException;
import io.seine.message.MetadataType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MetadataTypesTest {
  private static final MetadataTypes TYPES =
      new MetadataTypes(
          Map.of(
              "name", MetadataType.KEYWORD,
              "n", MetadataType.LONG,
              "x", MetadataType.DOUBLE,
              "flag", MetadataType.BOOLEAN,
              "day", MetadataType.DATE));

  private static Condition equal(String field, Object value) {
    return new Condition.AnyOf(field, List.of(value));
  }

  private static Condition from(String field, Object value) {
    return new Condition.Range(field, null, value, null, null);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            equal("secret", 1L),
            "filter names 'secret', which the index does not declare; it declares [day, flag, n, name, x]."),
        Arguments.of(equal("n", "1"), "filter.n holds '1'; the index declares n as long."),
        Arguments.of(equal("n", 1.5), "filter.n holds '1.5'"),
        Arguments.of(new Condition.AllOf("n", List.of(1L, true)), "filter.n holds 'true'"),
        Arguments.of(new Condition.NoneOf("n", List.of("a")), "filter.n holds 'a'"),
        Arguments.of(equal("x", "1.5"), "filter.x holds '1.5'; the index declares x as double."),
        Arguments.of(equal("flag", "true"), "filter.flag holds 'true'"),
        Arguments.of(equal("day", "yesterday"), "filter.day holds 'yesterday'"),
        Arguments.of(equal("day", "2026-02-30"), "filter.day holds '2026-02-30'"),
        Arguments.of(equal("day", "2026-01-31T10:00:00"), "filter.day holds"),
        Arguments.of(equal("day", 1.5), "filter.day holds '1.5'"),
        Arguments.of(from("day", true), "filter.day holds 'true'"),
        Arguments.of(from("n", "1"), "filter.n holds '1'"),
        Arguments.of(
            from("name", "a"),
            "filter.name is a range, and the index declares name as keyword: a range needs numbers or dates."),
        Arguments.of(from("flag", true), "filter.flag is a range"),
        Arguments.of(
            new Condition.Prefix("n", "1"),
            "filter.n is a prefix, and the index declares n as long: a prefix needs a keyword."),
        Arguments.of(new Condition.Prefix("day", "2026"), "filter.day is a prefix"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aFilterThatDoesNotFitIsRefusedWithTheReason(Condition condition, String message) {
    assertThatThrownBy(() -> TYPES.checkFilter(List.of(condition)))
        .asInstanceOf(type(InvalidRecordException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FILTER))
        .satisfies(e -> assertThat(e).hasMessageContaining(message));
  }

  static Stream<Condition> taken() {
    return Stream.of(
        equal("name", "a"),
        equal("name", 5L),
        equal("n", 1L),
        equal("x", 1L),
        equal("x", 1.5),
        equal("flag", false),
        equal("day", "2026-01-31"),
        equal("day", "2026-01-31T10:00:00.5+02:00"),
        from("day", 0L),
        from("x", -1.5),
        new Condition.Exists("flag", true),
        new Condition.Prefix("name", "a"));
  }

  @ParameterizedTest
  @MethodSource("taken")
  void aFilterThatFitsIsTaken(Condition condition) throws Exception {
    TYPES.checkFilter(List.of(condition));
  }

  static Stream<Arguments> unfit() {
    return Stream.of(
        Arguments.of("n", "soon", "metadata.n is 'soon'; the index declares it as long."),
        Arguments.of("n", "1.0", "metadata.n is '1.0'"),
        Arguments.of("n", " 1", "metadata.n is ' 1'"),
        Arguments.of("n", "", "metadata.n is ''"),
        Arguments.of("n", "9223372036854775808", "metadata.n is '9223372036854775808'"),
        Arguments.of("n", List.of("1", "x"), "metadata.n is 'x'"),
        Arguments.of("x", "NaN", "metadata.x is 'NaN'; the index declares it as double."),
        Arguments.of("x", "1e999", "metadata.x is '1e999'"),
        Arguments.of("x", "1f", "metadata.x is '1f'"),
        Arguments.of("n", List.of(1L, 2.5), "metadata.n is '2.5'"),
        Arguments.of("x", true, "metadata.x is 'true'; the index declares it as double."),
        Arguments.of("flag", "no", "metadata.flag is 'no'"),
        Arguments.of("flag", "1", "metadata.flag is '1'"),
        Arguments.of("day", "2026", "metadata.day is '2026'"),
        Arguments.of("day", "31.1.2026", "metadata.day is '31.1.2026'"),
        Arguments.of("day", List.of("2026-01-31", "soon"), "metadata.day is 'soon'"));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void metadataThatDoesNotFitIsRefusedWithTheReason(String field, Object value, String message) {
    assertThatThrownBy(() -> TYPES.typed(Map.of(field, value)))
        .asInstanceOf(type(InvalidRecordException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_METADATA))
        .satisfies(e -> assertThat(e).hasMessageContaining(message));
  }

  static Stream<Arguments> strings() {
    return Stream.of(
        Arguments.of("n", "2021", 2021L),
        Arguments.of("n", "-9223372036854775808", Long.MIN_VALUE),
        Arguments.of("n", List.of("1", 2L), List.of(1L, 2L)),
        Arguments.of("x", "4.50", 4.5),
        Arguments.of("x", "-1E3", -1000.0),
        Arguments.of("x", "7", 7.0),
        Arguments.of("flag", "true", true),
        Arguments.of("flag", "FALSE", false),
        Arguments.of("day", "2026-01-31", "2026-01-31"),
        // A postcode is no number, and keeps its zero.
        Arguments.of("name", "01234", "01234"),
        Arguments.of("name", "true", "true"),
        Arguments.of("other", "1", "1"));
  }

  @ParameterizedTest
  @MethodSource("strings")
  void aStringBecomesWhatItsFieldIsDeclaredAs(String field, Object given, Object taken)
      throws Exception {
    assertThat(TYPES.typed(Map.of(field, given))).isEqualTo(Map.of(field, taken));
  }

  @Test
  void whatIsNotDeclaredMayBeAnything() throws Exception {
    Map<String, Object> metadata = Map.of("other", "x", "day", List.of("2026-01-31", 0L));
    assertThat(TYPES.typed(metadata)).isEqualTo(metadata);
  }
}
