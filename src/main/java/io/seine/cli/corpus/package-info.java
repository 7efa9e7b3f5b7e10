/**
 * The built-in corpus: the configuration reference of Kafka and Flink, and questions about it with
 * judged answers.
 */
@NullMarked
package io.seine.cli.corpus;

import org.jspecify.annotations.NullMarked;
