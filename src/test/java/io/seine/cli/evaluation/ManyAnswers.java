package io.seine.cli.evaluation;

import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Models;
import io.seine.message.RankedResult.Retrieval;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A program that judges so many queries in every mode, each with a hundred hits, of which the first
 * fifty are read. With a second argument it makes the report, too. What it needs of the heap is
 * what {@code ./seine eval} needs.
 */
final class ManyAnswers {
  private static final int HITS = 100;
  private static final int READ = 50;
  private static final int DOCUMENTS = 1_000_000;

  private ManyAnswers() {}

  public static void main(String[] arguments) {
    int count = Integer.parseInt(arguments[0]);
    SplittableRandom random = new SplittableRandom(1);
    List<JudgedQuery> queries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String document = "document-" + random.nextInt(DOCUMENTS);
      queries.add(new JudgedQuery("query-" + i, "a question of " + i, Map.of(document, 1)));
    }
    JudgedRun run = new JudgedRun("many", queries, null);
    for (Mode mode : Mode.values()) {
      for (int i = 0; i < count; i++) {
        run.add(mode, i, answer(queries.get(i), mode, random));
      }
    }
    System.out.println("judged " + queries.size());
    if (arguments.length > 1) {
      EvaluationReport report = new EvaluationReport(run, Mode.HYBRID);
      System.out.printf(
          Locale.ROOT,
          "%d characters of text, %d of HTML, %d of JSON%n",
          report.text().length(),
          report.html().length(),
          report.json().toString().length());
    }
  }

  /** The relevant document is among the first twenty, anywhere. */
  private static RankedResult answer(JudgedQuery query, Mode mode, SplittableRandom random) {
    int relevant = random.nextInt(20);
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < HITS; i++) {
      boolean read = mode.reads() && i < READ;
      String id =
          i == relevant
              ? query.grades().keySet().iterator().next()
              : "document-" + random.nextInt(DOCUMENTS);
      hits.add(
          new Hit(
              i + 1,
              id,
              1.0 / (i + 1),
              "The title of " + id,
              ("A sentence of " + id + ", and what it says. ").repeat(8),
              0,
              300,
              Map.of("lang", "en", "year", 2000 + i),
              read,
              read ? 1.0 / (i + 2) : null,
              new Retrieval(i + 1, 0.1, i + 1, i + 1, i + 1, 10.0, 0.5, 0.5)));
    }
    return new RankedResult(
        query.id(),
        query.text(),
        mode.reads() ? Status.RANKED : Status.UNRANKED,
        null,
        hits,
        READ,
        mode.reads() ? READ : 0,
        new Timings(1, 2, 3, 4, 10),
        new Models("bi@1", "cross@2"));
  }
}
