package io.seine.cli.models;

import java.util.Map;

/**
 * How good the answers are that a model gives to judged queries.
 *
 * @param model its name, for people
 * @param measures by name, the one that decides first: a value for each query
 */
public record ModelQuality(String model, Map<String, double[]> measures) {}
