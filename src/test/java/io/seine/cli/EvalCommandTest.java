package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command does without a cluster: comparing reports, fitting to a table, refusing. */
class EvalCommandTest {
  @TempDir private Path dir;

  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "eval";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.commandLine().setErr(new PrintWriter(errors)).execute(all);
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
    assertThat(run(bad, "--against", good)).isEqualTo(1);
    assertThat(run(good, "--against", bad)).isEqualTo(0);
    assertThat(run(good, "--against", good)).isEqualTo(0);
  }

  @Test
  void whatCannotBeComparedIsNoVerdict() throws Exception {
    String good = report("good.json", 0.75).toString();
    String other = Files.writeString(dir.resolve("other.json"), "{}").toString();
    assertThat(run(good, "--against", other)).isEqualTo(2);
    assertThat(errors.toString()).contains("is no report of ./seine eval --json");
    assertThat(run(good, "--against", good, "--mode", "keyword")).isEqualTo(2);
    assertThat(errors.toString()).contains("no query in common in the mode keyword");
    assertThat(run(good)).isEqualTo(2);
    assertThat(run(good, "--against", good, "--mode", "best")).isEqualTo(2);
    assertThat(errors.toString()).contains("'best' is no mode; it is one of keyword, vector");
    assertThat(run(dir.resolve("none").toString())).isEqualTo(2);
    assertThat(errors.toString()).contains("There is no ");
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
                  java.util.UUID.nameUUIDFromBytes(
                      "why %d?".formatted(i).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                  -3 - i % 3,
                  i % 2));
    }
    Path candidates = Files.writeString(dir.resolve("table.jsonl"), table);
    Path fitted = dir.resolve("fusion.json");

    assertThat(
            run(
                judged.toString(),
                "--from",
                candidates.toString(),
                "--fit",
                fitted.toString()))
        .as(errors.toString())
        .isZero();

    assertThat(Files.readString(fitted)).contains("\"logit\"", "\"queries\" : 10", "judged.tsv");
  }
}
