package io.seine.stream;

import io.seine.message.RecordKind;
import java.io.Serializable;

/**
 * What those who watch a pipeline are told of it.
 *
 * @param job its name, which spans call their service
 * @param records what its records are, which log lines call them by
 * @param otlpEndpoint the URL to which spans are sent; empty: none are made
 */
public record Observation(String job, RecordKind records, String otlpEndpoint)
    implements Serializable {}
