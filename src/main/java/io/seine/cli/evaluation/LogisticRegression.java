package io.seine.cli.evaluation;

import java.util.Arrays;

/**
 * Logistic regression with an L2 penalty, by Newton's method (iteratively reweighted least
 * squares). The penalty is on the weights of the standardised features, so that their units do not
 * matter, and not on the intercept.
 */
public final class LogisticRegression {
  private static final int MAX_STEPS = 100;
  private static final double TOLERANCE = 1e-10;

  private LogisticRegression() {}

  /** The log-odds of a row are the intercept and the weighted sum of its features. */
  public record Model(double intercept, double[] weights) {}

  /**
   * The model that makes the least of: the sum of the rows' log-loss, and half the penalty times
   * the squared length of the standardised weights. A feature that is the same in every row has no
   * weight.
   *
   * @param rows the features of each row
   * @param positive the label of each row
   * @throws IllegalArgumentException when all labels are the same
   */
  public static Model fit(double[][] rows, boolean[] positive, double penalty) {
    int features = rows.length == 0 ? 0 : rows[0].length;
    long positives = 0;
    for (boolean label : positive) {
      positives += label ? 1 : 0;
    }
    if (positives == 0 || positives == rows.length) {
      throw new IllegalArgumentException("all labels are the same");
    }
    double[] mean = new double[features];
    double[] deviation = new double[features];
    double[][] standardised = standardise(rows, mean, deviation);
    double[] weights = new double[features + 1];
    double loss = loss(standardised, positive, weights, penalty);
    for (int step = 0; step < MAX_STEPS; step++) {
      double[] direction = newtonDirection(standardised, positive, weights, penalty);
      double length = 1;
      double[] next = moved(weights, direction, length);
      double nextLoss = loss(standardised, positive, next, penalty);
      while (nextLoss > loss && length > TOLERANCE) {
        length /= 2;
        next = moved(weights, direction, length);
        nextLoss = loss(standardised, positive, next, penalty);
      }
      double moved = Arrays.stream(direction).map(Math::abs).max().orElse(0) * length;
      weights = next;
      loss = nextLoss;
      if (moved < TOLERANCE) {
        break;
      }
    }
    double intercept = weights[0];
    double[] raw = new double[features];
    for (int j = 0; j < features; j++) {
      raw[j] = deviation[j] == 0 ? 0 : weights[j + 1] / deviation[j];
      intercept -= raw[j] * mean[j];
    }
    return new Model(intercept, raw);
  }

  /** The rows with a first column of ones, and the others of mean 0 and deviation 1. */
  private static double[][] standardise(double[][] rows, double[] mean, double[] deviation) {
    double[][] standardised = new double[rows.length][mean.length + 1];
    for (int j = 0; j < mean.length; j++) {
      int column = j;
      mean[j] = Arrays.stream(rows).mapToDouble(row -> row[column]).average().orElse(0);
      double centre = mean[j];
      deviation[j] =
          Math.sqrt(
              Arrays.stream(rows)
                  .mapToDouble(row -> (row[column] - centre) * (row[column] - centre))
                  .average()
                  .orElse(0));
    }
    for (int i = 0; i < rows.length; i++) {
      standardised[i][0] = 1;
      for (int j = 0; j < mean.length; j++) {
        standardised[i][j + 1] = deviation[j] == 0 ? 0 : (rows[i][j] - mean[j]) / deviation[j];
      }
    }
    return standardised;
  }

  private static double loss(
      double[][] rows, boolean[] positive, double[] weights, double penalty) {
    double loss = 0;
    for (int i = 0; i < rows.length; i++) {
      double odds = dot(rows[i], weights);
      double wrong = positive[i] ? -odds : odds;
      loss += wrong > 0 ? wrong + Math.log1p(Math.exp(-wrong)) : Math.log1p(Math.exp(wrong));
    }
    for (int j = 1; j < weights.length; j++) {
      loss += penalty / 2 * weights[j] * weights[j];
    }
    return loss;
  }

  private static double[] newtonDirection(
      double[][] rows, boolean[] positive, double[] weights, double penalty) {
    int size = weights.length;
    double[][] hessian = new double[size][size];
    double[] gradient = new double[size];
    for (int i = 0; i < rows.length; i++) {
      double probability = 1 / (1 + Math.exp(-dot(rows[i], weights)));
      double residual = (positive[i] ? 1 : 0) - probability;
      double curvature = probability * (1 - probability);
      for (int j = 0; j < size; j++) {
        gradient[j] += residual * rows[i][j];
        for (int k = 0; k < size; k++) {
          hessian[j][k] += curvature * rows[i][j] * rows[i][k];
        }
      }
    }
    for (int j = 1; j < size; j++) {
      gradient[j] -= penalty * weights[j];
      hessian[j][j] += penalty;
    }
    return solve(hessian, gradient);
  }

  /** Gaussian elimination with pivots; a row of zeros (a feature without effect) gives zero. */
  private static double[] solve(double[][] matrix, double[] right) {
    int size = right.length;
    for (int column = 0; column < size; column++) {
      int pivot = column;
      for (int row = column + 1; row < size; row++) {
        if (Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column])) {
          pivot = row;
        }
      }
      double[] swapped = matrix[column];
      matrix[column] = matrix[pivot];
      matrix[pivot] = swapped;
      double value = right[column];
      right[column] = right[pivot];
      right[pivot] = value;
      for (int row = column + 1; row < size && matrix[column][column] != 0; row++) {
        double factor = matrix[row][column] / matrix[column][column];
        right[row] -= factor * right[column];
        for (int k = column; k < size; k++) {
          matrix[row][k] -= factor * matrix[column][k];
        }
      }
    }
    double[] solution = new double[size];
    for (int row = size - 1; row >= 0; row--) {
      double sum = right[row];
      for (int k = row + 1; k < size; k++) {
        sum -= matrix[row][k] * solution[k];
      }
      solution[row] = matrix[row][row] == 0 ? 0 : sum / matrix[row][row];
    }
    return solution;
  }

  private static double[] moved(double[] weights, double[] direction, double length) {
    double[] moved = weights.clone();
    for (int j = 0; j < moved.length; j++) {
      moved[j] += length * direction[j];
    }
    return moved;
  }

  private static double dot(double[] row, double[] weights) {
    double sum = 0;
    for (int j = 0; j < weights.length; j++) {
      sum += row[j] * weights[j];
    }
    return sum;
  }
}
