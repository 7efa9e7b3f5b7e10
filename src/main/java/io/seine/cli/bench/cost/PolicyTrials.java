package io.seine.cli.bench.cost;

import io.seine.stage.Patience;
import io.seine.stage.ReadingPolicy;
import java.util.ArrayList;
import java.util.List;

/** The policies that are tried: of each family some, from those that read little to much. */
final class PolicyTrials {
  private PolicyTrials() {}

  /**
   * All of them; the first reads every candidate.
   *
   * @param calibrating queries that a policy may be fitted to; where there are none, it is not
   *     tried
   */
  static List<PolicyTrial> all(List<JudgedReading> calibrating) {
    List<PolicyTrial> trials = new ArrayList<>();
    trials.add(new PolicyTrial("all", "", ReadingPolicy.ALL));
    for (int first : new int[] {10, 12, 15, 20, 25, 30, 40}) {
      trials.add(
          new PolicyTrial("the first", Integer.toString(first), prefix -> prefix.read() >= first));
    }
    for (int patience : new int[] {1, 2, 3, 4, 5, 6, 8, 12, 20}) {
      trials.add(new PolicyTrial("patience", Integer.toString(patience), new Patience(patience)));
    }
    for (int step : new int[] {2, 3, 5, 8}) {
      ReadingPolicy patience = new Patience(step);
      trials.add(
          new PolicyTrial(
              "patience in steps",
              Integer.toString(step),
              prefix -> prefix.read() % step == 0 && patience.isEnough(prefix)));
    }
    for (double expected : new double[] {3, 2, 1.5, 1, 0.7, 0.5, 0.3, 0.2, 0.1}) {
      trials.add(new PolicyTrial("score gap", Double.toString(expected), new ScoreGap(expected)));
    }
    if (!calibrating.isEmpty()) {
      CalibratedEntry calibrated = CalibratedEntry.fit(calibrating, CostBenchmark.K);
      for (double expected : new double[] {3, 2, 1.5, 1, 0.7, 0.5, 0.3, 0.2, 0.1}) {
        trials.add(
            new PolicyTrial(
                "calibrated", Double.toString(expected), calibrated.expecting(expected)));
      }
    }
    return trials;
  }
}
