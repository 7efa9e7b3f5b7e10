package io.seine.cli.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.evaluation.RetrievedCandidates.Candidate;
import io.seine.cli.evaluation.RetrievedCandidates.Ranked;
import io.seine.cli.input.InputException;
import io.seine.search.Fusion;
import io.seine.search.FusionFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The weights of a fusion, fitted to the candidates that were read for judged queries, and whether
 * they are worth having: each query is also ranked by weights that were fitted to the others.
 */
public final class FusionFit {
  private static final int FOLDS = 5;

  /** As strong as one pair that contradicts a weight of its size. */
  private static final double PENALTY = 1;

  private final List<RetrievedCandidates> queries;
  private final Map<String, Map<String, Integer>> grades;
  private final Fusion fitted;
  private final List<Fusion> heldOut = new ArrayList<>();

  /**
   * @param queries with their candidates
   * @param grades of the documents, by query id
   * @throws InputException when nothing, or everything, of what was read is relevant
   */
  public FusionFit(List<RetrievedCandidates> queries, Map<String, Map<String, Integer>> grades) {
    this.queries = List.copyOf(queries);
    this.grades = Map.copyOf(grades);
    fitted = fit(this.queries);
    for (int fold = 0; fold < FOLDS; fold++) {
      List<RetrievedCandidates> others = new ArrayList<>();
      for (int i = 0; i < queries.size(); i++) {
        if (i % FOLDS != fold) {
          others.add(queries.get(i));
        }
      }
      heldOut.add(fit(others));
    }
  }

  private static Fusion fit(List<RetrievedCandidates> queries) {
    List<double[]> rows = new ArrayList<>();
    List<Boolean> relevant = new ArrayList<>();
    for (RetrievedCandidates query : queries) {
      List<Fusion.Features> features = query.features();
      for (int i = 0; i < query.candidates().size(); i++) {
        Candidate candidate = query.candidates().get(i);
        Double logit = candidate.logit();
        if (logit != null) {
          Fusion.Features known = features.get(i);
          rows.add(
              new double[] {
                logit, known.lnRank(), known.keyword(), known.document(), known.passage()
              });
          relevant.add(candidate.relevance() > 0);
        }
      }
    }
    boolean[] labels = new boolean[relevant.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = relevant.get(i);
    }
    LogisticRegression.Model model;
    try {
      model = LogisticRegression.fit(rows.toArray(new double[0][]), labels, PENALTY);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "There is nothing to fit to: of %d pairs that were read, %s is judged relevant. The split needs queries whose relevant documents are found."
              .formatted(labels.length, relevant.contains(true) ? "every one" : "none"),
          e);
    }
    double[] weights = model.weights();
    return new Fusion(
        model.intercept(), weights[0], weights[1], weights[2], weights[3], weights[4]);
  }

  /** The weights that all queries together give. */
  public Fusion fitted() {
    return fitted;
  }

  /** Which weights a query is ranked by. */
  @FunctionalInterface
  private interface Choice {
    Fusion of(int query);
  }

  private double[] ndcg(Choice choice) {
    double[] ndcg = new double[queries.size()];
    for (int i = 0; i < ndcg.length; i++) {
      RetrievedCandidates query = queries.get(i);
      ndcg[i] =
          Measures.of(
                  query.ranking(choice.of(i)), Objects.requireNonNull(grades.get(query.queryId())))
              .ndcg();
    }
    return ndcg;
  }

  private Reliability reliability(Choice choice) {
    List<Reliability.Scored> scored = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      for (Ranked ranked : queries.get(i).ranked(choice.of(i))) {
        scored.add(new Reliability.Scored(ranked.score(), ranked.candidate().relevance() > 0));
      }
    }
    return Reliability.of(scored);
  }

  private Fusion heldOut(int query) {
    return heldOut.get(query % FOLDS);
  }

  private long pairs() {
    return queries.stream().mapToLong(RetrievedCandidates::read).sum();
  }

  private long relevant() {
    return queries.stream()
        .flatMap(query -> query.candidates().stream())
        .filter(candidate -> candidate.logit() != null && candidate.relevance() > 0)
        .count();
  }

  /** The file of the weights, with where they come from. */
  public ObjectNode json(String collection) {
    ObjectNode json = FusionFile.json(fitted);
    json.putObject("fitted_to")
        .put("collection", collection)
        .put("queries", queries.size())
        .put("pairs", pairs())
        .put("relevant", relevant());
    return json;
  }

  /** What was fitted, and whether it pays. */
  public String text() {
    double[] retrieved =
        queries.stream()
            .mapToDouble(
                query ->
                    Measures.of(
                            query.retrieval(), Objects.requireNonNull(grades.get(query.queryId())))
                        .ndcg())
            .toArray();
    double[] builtIn = ndcg(query -> Fusion.DEFAULT);
    double[] crossValidated = ndcg(this::heldOut);
    return String.format(
        Locale.ROOT,
        """
        Fitted to %d queries, %d pairs, of which %d are relevant:
          intercept %.4f, logit %.4f, ln(rank) %.4f, keyword %.4f, document %.4f, passage %.4f

                                  nDCG@10   calibration error
        retrieval                 %.4f
        cross-encoder alone       %.4f    %.4f
        the built-in weights      %.4f    %.4f
        fitted, cross-validated   %.4f    %.4f

        Fitted against built-in: %s
        %s""",
        queries.size(),
        pairs(),
        relevant(),
        fitted.intercept(),
        fitted.logit(),
        fitted.rank(),
        fitted.keyword(),
        fitted.document(),
        fitted.passage(),
        PairedStatistics.mean(retrieved),
        PairedStatistics.mean(ndcg(query -> Fusion.ALONE)),
        reliability(query -> Fusion.ALONE).error(),
        PairedStatistics.mean(builtIn),
        reliability(query -> Fusion.DEFAULT).error(),
        PairedStatistics.mean(crossValidated),
        reliability(this::heldOut).error(),
        Comparison.of(builtIn, crossValidated).text(),
        TextReport.reliability(reliability(this::heldOut)));
  }
}
