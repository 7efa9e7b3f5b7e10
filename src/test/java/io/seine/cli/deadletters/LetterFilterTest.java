package io.seine.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class LetterFilterTest {
  private final Letter letter = Letters.letter(0, 0, 1);

  @Test
  void everyConditionHasToHold() {
    assertThat(new LetterFilter(null, null, null, null).matches(letter)).isTrue();
    assertThat(
            new LetterFilter(ErrorCode.NOT_JSON, "decode-documents", "index-documents", "documents")
                .matches(letter))
        .isTrue();
    assertThat(new LetterFilter(ErrorCode.TOO_LARGE, null, null, null).matches(letter)).isFalse();
    assertThat(new LetterFilter(null, "x", null, null).matches(letter)).isFalse();
    assertThat(new LetterFilter(null, null, "x", null).matches(letter)).isFalse();
    assertThat(new LetterFilter(ErrorCode.NOT_JSON, null, null, "x").matches(letter)).isFalse();
  }

  @Test
  void isEmptyOnlyWhenNothingIsAsked() {
    assertThat(new LetterFilter(null, null, null, null).isEmpty()).isTrue();
    assertThat(new LetterFilter(ErrorCode.NOT_JSON, null, null, null).isEmpty()).isFalse();
    assertThat(new LetterFilter(null, "x", null, null).isEmpty()).isFalse();
    assertThat(new LetterFilter(null, null, "x", null).isEmpty()).isFalse();
    assertThat(new LetterFilter(null, null, null, "x").isEmpty()).isFalse();
  }

  @Test
  void aNameThatNoLetterHasIsAnsweredWithThoseThatThereAre() {
    LetterFilter.Names names = new LetterFilter.Names();
    names.add(letter);
    assertThat(names.unknown(new LetterFilter(ErrorCode.TOO_LARGE, null, null, "documents")))
        .isEmpty();
    assertThat(names.unknown(new LetterFilter(null, "decode", "index", "docs")))
        .containsExactly(
            "No letter has the stage 'decode'; those there are: decode-documents.",
            "No letter has the job 'index'; those there are: index-documents.",
            "No letter has the source topic 'docs'; those there are: documents.");
  }

  @Test
  void theNamesInALetterGiveTheTerminalNoOrders() {
    LetterFilter.Names names = new LetterFilter.Names();
    names.add(
        Letters.at(0, null, null, List.of(Letters.header(DeadLetter.STAGE, "\u001b[2Jdecode"))));
    assertThat(names.unknown(new LetterFilter(null, "x", null, null)))
        .containsExactly("No letter has the stage 'x'; those there are: \\u001b[2Jdecode.");
  }
}
