package io.seine.cli.evaluation;

import static io.seine.cli.evaluation.Answers.answer;
import static io.seine.cli.evaluation.Answers.hit;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.RankedResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairsToJudgeTest {
  private static final RankedResult RETRIEVED =
      answer(1, hit("a", 1, 0.9, null), hit("b", 2, 0.8, null), hit("c", 3, 0.7, null));
  private static final RankedResult TURNED =
      answer(1, hit("c", 3, 0.9, 0.9), hit("b", 2, 0.8, 0.8), hit("a", 1, 0.7, 0.7));

  @TempDir private Path dir;

  @Test
  void whereTheOrdersDifferMostComesFirstAndWhatIsJudgedIsLeftOut() throws Exception {
    JudgedQuery same = JudgedQuery.unjudged("same");
    JudgedQuery turned = new JudgedQuery("t", "turned\tround", Map.of("c", 1));
    PairsToJudge pairs = new PairsToJudge(List.of(same, turned));
    pairs.add(Mode.HYBRID, 1, RETRIEVED);
    pairs.add(Mode.HYBRID, 0, RETRIEVED);
    pairs.add(Mode.RERANKED, 1, TURNED);
    pairs.add(Mode.RERANKED, 0, RETRIEVED);

    Path file = dir.resolve("pairs.tsv");
    assertThat(pairs.write(file, 4)).isEqualTo(4);

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "query\tid\tgrade\ttitle\tpassage",
            "turned round\ta\t\tTitle <a>\tthe passage of a",
            "turned round\tb\t\tTitle <b>\tthe passage of b",
            "same\ta\t\tTitle <a>\tthe passage of a",
            "same\tb\t\tTitle <b>\tthe passage of b");
  }

  @Test
  void aQuestionThatIsThereTwiceIsAskedOnce() throws Exception {
    Path file = Files.writeString(dir.resolve("q.txt"), "why?\n\n why? \nhow?\nwhen?\n");
    assertThat(PairsToJudge.questions(file, 2))
        .containsExactly(JudgedQuery.unjudged("why?"), JudgedQuery.unjudged("how?"));
  }

  @Test
  void whatIsWrittenIsReadWhenAGradeIsFilledIn() throws Exception {
    Path file = dir.resolve("pairs.tsv");
    PairsToJudge pairs = new PairsToJudge(List.of(JudgedQuery.unjudged("x")));
    pairs.add(Mode.HYBRID, 0, RETRIEVED);
    pairs.add(Mode.RERANKED, 0, TURNED);
    pairs.write(file, 10);
    Files.writeString(file, Files.readString(file).replace("x\tc\t\t", "x\tc\t1\t"));

    assertThat(JudgedCollection.open(file, "test").queries(10))
        .containsExactly(new JudgedQuery(JudgementsFile.id("x"), "x", Map.of("c", 1)));
  }
}
