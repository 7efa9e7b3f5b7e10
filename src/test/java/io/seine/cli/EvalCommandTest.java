package io.seine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command does without a cluster: comparing reports, fitting to a table, refusing. */
class EvalCommandTest {
  @TempDir private Path dir;

  private static SeineCommand.Ran run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "eval";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return SeineCommand.run(all);
  }

  /** A report of twenty queries that are all as good as this. */
  private Path report(String name, double ndcg) throws IOException {
    StringBuilder queries = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      queries.append(
          "%s\"q%d\": {\"reranked\": {\"ndcg@10\": %s}}".formatted(i == 0 ? "" : ",", i, ndcg));
    }
    return Files.writeString(dir.resolve(name), "{\"per_query\": {" + queries + "}}");
  }

  @Test
  void theExitStatusSaysWhetherALaterRunIsWorse() throws Exception {
    String good = report("good.json", 0.75).toString();
    String bad = report("bad.json", 0.5).toString();
    assertThat(run(bad, "--against", good).status()).isEqualTo(1);
    assertThat(run(good, "--against", bad).status()).isEqualTo(0);
    assertThat(run(good, "--against", good).status()).isEqualTo(0);
  }

  @Test
  void whatCannotBeComparedIsNoVerdict() throws Exception {
    String good = report("good.json", 0.75).toString();
    String other = Files.writeString(dir.resolve("other.json"), "{}").toString();
    refuses("is no report of ./seine eval --json", good, "--against", other);
    refuses("no query in common in the mode keyword", good, "--against", good, "--mode", "keyword");
    refuses("--against says what to compare it with", good);
    refuses("'best' is no mode; it is one of keyword, vector", good, "--mode", "best");
    refuses("--passages is 5; it is from 1 to 3.", dir.toString(), "--passages", "5");
    refuses("--queries is 0; it is at least 1.", dir.toString(), "--queries", "0");
    refuses("--pairs is -1; it is at least 1.", dir.toString(), "--pairs", "-1");
    for (String written : List.of("--json", "--html", "--candidates", "--fit", "--propose")) {
      Path nowhere = dir.resolve("none");
      String file = nowhere.resolve("file").toString();
      refuses(file + " can't be written: there is no folder " + nowhere, "built-in", written, file);
      refuses(dir + " can't be written", dir.toString(), written, dir.toString());
    }
    refuses("there is no --fit", dir.toString(), "--from", good);
    refuses("There is no ", dir.resolve("none").toString());
  }

  private static void refuses(String message, String... arguments) {
    SeineCommand.Ran ran = run(arguments);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.errors()).contains(message);
  }

  @Test
  void fitsToATableWithoutAsking() throws Exception {
    StringBuilder judgements = new StringBuilder();
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      judgements.append("why %d?\ta\t1\n".formatted(i));
    }
    Path judged = Files.writeString(dir.resolve("judged.tsv"), judgements);
    for (int i = 0; i < 10; i++) {
      table.append(
          """
          {"query_id": "%s", "text": "", "candidates": [\
          {"id": "b", "title": "", "passage": "", "rank": 1, "logit": %d, "relevance": 0},\
          {"id": "a", "title": "", "passage": "", "rank": 2, "logit": %d, "relevance": 1}]}
          """
              .formatted(
                  UUID.nameUUIDFromBytes("why %d?".formatted(i).getBytes(UTF_8)),
                  -3 - i % 3,
                  i % 2));
    }
    Path candidates = Files.writeString(dir.resolve("table.jsonl"), table);
    Path fitted = dir.resolve("fusion.json");

    SeineCommand.Ran ran =
        run(judged.toString(), "--from", candidates.toString(), "--fit", fitted.toString());

    assertThat(ran.status()).as(ran.errors()).isZero();
    assertThat(Files.readString(fitted)).contains("\"logit\"", "\"queries\" : 10", "judged.tsv");
  }
}
