/** A whole cluster on this machine: Kafka and OpenSearch as child processes, Flink in this one. */
@NullMarked
package io.seine.local;

import org.jspecify.annotations.NullMarked;
