package io.seine.stage;

import io.seine.message.RankedResult;
import io.seine.message.SourceRecord;
import io.seine.message.Sourced;

/** A query with its answer: ready to leave. */
public record AnsweredQuery(SourceRecord source, RankedResult result) implements Sourced {}
