package io.seine.cli.bench.cost;

import io.seine.stage.ReadingPolicy;

/**
 * A policy that is tried.
 *
 * @param family the policies that differ in their parameters alone
 */
record PolicyTrial(String family, String parameters, ReadingPolicy policy) {}
