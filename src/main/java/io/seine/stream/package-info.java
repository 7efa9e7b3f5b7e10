/** Flink's side: sources, sinks, and the operators that run the stages. */
@NullMarked
package io.seine.stream;

import org.jspecify.annotations.NullMarked;
