package io.seine.cli.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.torture.Discrepancy.Kind;
import io.seine.message.ErrorCode;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Retrieval;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerSheetTest {
  private final AnswerSheet sheet = new AnswerSheet();

  private static Question question(String id, Map<String, String> hits) {
    return new Question(id, new byte[0], hits, null);
  }

  private static RankedResult answer(String id, Status status, Hit... hits) {
    return new RankedResult(
        id, "?", status, null, Arrays.asList(hits), 0, 0, new Timings(0, 0, 0, 0, 0), null);
  }

  private static Hit hit(String id, String text) {
    Retrieval retrieval = new Retrieval(1, 1, 1, null, null, null, null, null);
    return new Hit(1, id, 1, "", text, 0, text.length(), Map.of(), true, 1.0, retrieval);
  }

  private List<Kind> kinds() {
    return sheet.compare().stream().map(Discrepancy::kind).toList();
  }

  @Test
  void rightAnswersAreRightHoweverOftenTheyCome() {
    sheet.asked(question("q", Map.of("a", "one")));
    sheet.asked(question("none", Map.of()));
    sheet.answered(answer("q", Status.RANKED, hit("a", "one")));
    sheet.answered(answer("q", Status.RANKED, hit("a", "one")));
    assertThat(sheet.open()).isEqualTo(1);
    sheet.answered(answer("none", Status.RANKED));

    assertThat(sheet.compare()).isEmpty();
    assertThat(sheet.open()).isZero();
    assertThat(sheet.repeated()).isEqualTo(1);
  }

  @Test
  void aQuestionWithoutAnAnswerIsFound() {
    sheet.asked(question("q", Map.of("a", "one")));
    assertThat(sheet.compare())
        .containsExactly(new Discrepancy(Kind.UNANSWERED, "q", "ranked {a=one}", "no answer"));
  }

  @Test
  void aMissingHitAnOldTextAndAnotherHitAreWrong() {
    sheet.asked(question("missing", Map.of("a", "one", "b", "two")));
    sheet.answered(answer("missing", Status.RANKED, hit("a", "one")));
    sheet.asked(question("old", Map.of("a", "one")));
    sheet.answered(answer("old", Status.RANKED, hit("a", "zero")));
    sheet.asked(question("revived", Map.of()));
    sheet.answered(answer("revived", Status.RANKED, hit("grave", "x")));
    sheet.asked(question("twice", Map.of("a", "one")));
    sheet.answered(answer("twice", Status.RANKED, hit("a", "one"), hit("a", "one")));

    assertThat(sheet.compare())
        .extracting(Discrepancy::id)
        .containsExactly("missing", "old", "revived", "twice");
    assertThat(kinds()).containsOnly(Kind.ANSWERED_WRONGLY);
  }

  @Test
  void theSecondAnswerHasToBeRightToo() {
    sheet.asked(question("q", Map.of("a", "one")));
    sheet.answered(answer("q", Status.RANKED, hit("a", "one")));
    sheet.answered(answer("q", Status.FAILED));
    assertThat(kinds()).containsExactly(Kind.ANSWERED_WRONGLY);
  }

  @Test
  void anAnswerThatIsNotWholeIsWrong() {
    sheet.asked(question("q", Map.of("a", "one")));
    sheet.answered(answer("q", Status.PARTIAL, hit("a", "one")));
    assertThat(kinds()).containsExactly(Kind.ANSWERED_WRONGLY);
  }

  @Test
  void aBadQuestionHasToFail() {
    sheet.asked(new Question("bad", new byte[0], Map.of(), ErrorCode.NOT_JSON));
    sheet.asked(new Question("answered", new byte[0], Map.of(), ErrorCode.NOT_JSON));
    sheet.answered(answer("bad", Status.FAILED));
    sheet.answered(answer("answered", Status.RANKED));
    assertThat(sheet.compare()).extracting(Discrepancy::id).containsExactly("answered");
  }

  @Test
  void anAnswerToNothingIsFound() {
    sheet.answered(answer("nobody", Status.RANKED));
    assertThat(kinds()).containsExactly(Kind.ANSWERED_WRONGLY);
  }
}
