package io.seine.cli.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.evaluation.PairedStatistics.Interval;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How good each mode is on judged queries, and what reranking did to each of them. */
public final class EvaluationReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JudgedRun run;
  private final Mode baseline;
  private final Map<Mode, Map<Measure, Figure>> figures = new EnumMap<>(Mode.class);
  private final RerankingEffect effect;
  private final ReadingCurve curve;
  private final Reliability reliability;
  private final Map<Mode, Latency> latency = new LinkedHashMap<>();

  /**
   * A mean over the queries.
   *
   * @param interval of the mean, 95 %
   * @param againstBaseline the same queries in the baseline's mode, and in this one
   */
  record Figure(double mean, Interval interval, Comparison againstBaseline) {}

  /**
   * @param run in every mode
   * @param baseline what the modes are compared with
   */
  public EvaluationReport(JudgedRun run, Mode baseline) {
    this.run = run;
    this.baseline = baseline;
    for (Mode mode : run.modes()) {
      Map<Measure, Figure> ofMode = new EnumMap<>(Measure.class);
      for (Measure measure : Measure.values()) {
        double[] values = run.values(mode, measure);
        ofMode.put(
            measure,
            new Figure(
                PairedStatistics.mean(values),
                PairedStatistics.interval(values),
                Comparison.of(run.values(baseline, measure), values)));
      }
      figures.put(mode, ofMode);
      latency.put(mode, Latency.of(run.timings(mode)));
    }
    effect = RerankingEffect.of(run);
    curve = ReadingCurve.of(run);
    reliability = Reliability.of(run);
  }

  JudgedRun run() {
    return run;
  }

  Mode baseline() {
    return baseline;
  }

  Map<Measure, Figure> figures(Mode mode) {
    return figures.getOrDefault(mode, Map.of());
  }

  RerankingEffect effect() {
    return effect;
  }

  ReadingCurve curve() {
    return curve;
  }

  Reliability reliability() {
    return reliability;
  }

  Map<Mode, Latency> latency() {
    return latency;
  }

  /** The report as a text of tables. */
  public String text() {
    return new TextReport(this).toString();
  }

  /** The report as a page of HTML that needs nothing else. */
  public String html() {
    return new HtmlReport(this).toString();
  }

  /** The report as JSON, with the values of every query: what a later run is compared with. */
  public ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("collection", run.collection())
        .put("queries", run.queries().size())
        .put("passages", run.passages())
        .put("incomplete", run.incomplete())
        .put("baseline", baseline.label());
    ObjectNode modes = json.putObject("modes");
    figures.forEach((mode, ofMode) -> modes.set(mode.label(), mode(ofMode)));
    json.set("reranking", rerankingEffect());
    ArrayNode ndcg = json.putArray("ndcg_by_pairs_read");
    curve.ndcg().forEach(ndcg::add);
    json.putObject("reliability")
        .put("expected_calibration_error", reliability.error())
        .set("bins", JSON.valueToTree(reliability.bins()));
    ObjectNode timings = json.putObject("timings_ms");
    latency.forEach(
        (mode, stages) -> {
          ObjectNode ofMode = timings.putObject(mode.label());
          for (Latency.Stage stage : stages.stages()) {
            ofMode
                .putObject(stage.name())
                .put("p50", stage.p50())
                .put("p95", stage.p95())
                .put("p99", stage.p99());
          }
        });
    json.set("per_query", perQuery());
    return json;
  }

  private static ObjectNode mode(Map<Measure, Figure> figures) {
    ObjectNode json = JSON.createObjectNode();
    figures.forEach((measure, figure) -> json.put(measure.key(), figure.mean()));
    ObjectNode intervals = json.putObject("intervals");
    figures.forEach((measure, figure) -> intervals.set(measure.key(), interval(figure.interval())));
    ObjectNode differences = json.putObject("against_baseline");
    figures.forEach(
        (measure, figure) -> {
          Comparison comparison = figure.againstBaseline();
          ObjectNode difference = differences.putObject(measure.key());
          difference.put("difference", comparison.difference());
          difference.set("interval", interval(comparison.interval()));
          difference.put("p", comparison.pValue());
        });
    return json;
  }

  private static ArrayNode interval(Interval interval) {
    return JSON.createArrayNode().add(interval.low()).add(interval.high());
  }

  private ObjectNode rerankingEffect() {
    ObjectNode json = JSON.createObjectNode();
    json.put("better", effect.better()).put("same", effect.same()).put("worse", effect.worse());
    ArrayNode losses = json.putArray("losses");
    for (RerankingEffect.Loss lost : effect.losses()) {
      RerankingEffect.Change change = lost.change();
      ObjectNode loss = losses.addObject();
      loss.put("query_id", change.query().id())
          .put("text", change.query().text())
          .put("before", change.before())
          .put("after", change.after());
      loss.set("retrieved", places(lost.retrieved()));
      loss.set("reranked", places(lost.reranked()));
    }
    return json;
  }

  private static ArrayNode places(List<RerankingEffect.Place> places) {
    ArrayNode json = JSON.createArrayNode();
    for (RerankingEffect.Place place : places) {
      json.addObject()
          .put("rank", place.rank())
          .put("id", place.id())
          .put("title", place.title())
          .put("score", place.score())
          .put("cross_encoder_score", place.crossEncoderScore())
          .put("retrieval_rank", place.retrievalRank())
          .put("grade", place.grade());
    }
    return json;
  }

  private ObjectNode perQuery() {
    ObjectNode json = JSON.createObjectNode();
    for (int i = 0; i < run.queries().size(); i++) {
      ObjectNode ofQuery = json.putObject(run.queries().get(i).id());
      for (Mode mode : run.modes()) {
        ObjectNode ofMode = ofQuery.putObject(mode.label());
        for (Measure measure : Measure.values()) {
          ofMode.put(measure.key(), measure.of(run.measures(mode, i)));
        }
      }
    }
    return json;
  }
}
