package io.seine.cli.evaluation;

import java.util.List;

/** A document as a benchmark of retrieval knows it: its vectors, all of length 1, and no text. */
public record VectorDocument(float[] vector, List<float[]> passages) {}
