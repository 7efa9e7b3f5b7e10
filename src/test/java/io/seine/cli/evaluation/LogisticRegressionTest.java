package io.seine.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Against scikit-learn, on rows that src/test/reference/make_logistic.py made. */
class LogisticRegressionTest {
  private static final double[][] DATA = {
    {-3.5, 0.8, 77, 0},
    {4.6, 0.92, 88, 1},
    {3.3, 0.94, 104, 1},
    {-3.8, 0.11, 65, 0},
    {-2.2, 0.54, 103, 0},
    {-0.4, 0.22, 99, 0},
    {-1.2, 0.77, 144, 0},
    {2.9, 0.14, 130, 0},
    {-1.2, 0.0, 93, 0},
    {1.4, 0.22, 90, 1},
    {6.1, 0.29, 96, 1},
    {3.6, 0.68, 94, 1},
    {2.0, 0.69, 146, 1},
    {6.2, 0.3, 91, 1},
    {-1.2, 0.15, 109, 0},
    {2.3, 0.6, 107, 1},
    {4.5, 0.34, 101, 1},
    {-2.0, 0.48, 134, 0},
    {-1.4, 0.7, 121, 1},
    {7.6, 0.02, 119, 1},
    {-0.0, 0.02, 61, 1},
    {0.7, 0.58, 81, 1},
    {0.9, 0.18, 100, 1},
    {1.9, 0.76, 96, 1},
    {6.5, 0.34, 80, 1},
    {-2.2, 0.78, 119, 0},
    {3.9, 0.8, 121, 1},
    {0.5, 0.95, 96, 0},
    {2.3, 0.61, 110, 1},
    {2.4, 0.92, 91, 1},
  };

  private static double[][] rows(int features) {
    double[][] rows = new double[DATA.length][features];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(DATA[i], 0, rows[i], 0, Math.min(3, features));
    }
    return rows;
  }

  private static boolean[] labels() {
    boolean[] labels = new boolean[DATA.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = DATA[i][3] == 1;
    }
    return labels;
  }

  @Test
  void isThatOfScikitLearn() {
    LogisticRegression.Model model = LogisticRegression.fit(rows(3), labels(), 1);
    assertThat(model.intercept()).isCloseTo(1.9592298924299754, within(1e-6));
    assertThat(model.weights())
        .containsExactly(
            new double[] {0.5951297993998677, 1.1558144426242263, -0.02401397673936604},
            within(1e-6));
  }

  @Test
  void aSmallerPenaltyAllowsLargerWeights() {
    LogisticRegression.Model model = LogisticRegression.fit(rows(3), labels(), 0.01);
    assertThat(model.intercept()).isCloseTo(3.4429846156193515, within(1e-5));
    assertThat(model.weights())
        .containsExactly(
            new double[] {1.0304104095477484, 1.9429556602560736, -0.04311020475249012},
            within(1e-5));
  }

  @Test
  void aFeatureThatIsAlwaysTheSameHasNoWeight() {
    double[] weights = LogisticRegression.fit(rows(4), labels(), 1).weights();
    assertThat(weights[3]).isZero();
    assertThat(weights[0]).isCloseTo(0.5951297993998677, within(1e-6));
  }

  @Test
  void separableLabelsDoNotRunAway() {
    double[][] rows = {{0}, {1}, {2}, {3}};
    LogisticRegression.Model model =
        LogisticRegression.fit(rows, new boolean[] {false, false, true, true}, 1);
    assertThat(model.weights()[0]).isBetween(0.5, 3.0);
    assertThat(model.intercept()).isCloseTo(-1.5 * model.weights()[0], within(1e-9));
  }

  @Test
  void oneLabelIsNothingToFitTo() {
    assertThatThrownBy(() -> LogisticRegression.fit(rows(3), new boolean[DATA.length], 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
