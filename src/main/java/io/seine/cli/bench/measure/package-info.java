/** How benchmarks measure: the spread of what they saw, and the time and memory of processes. */
@NullMarked
package io.seine.cli.bench.measure;

import org.jspecify.annotations.NullMarked;
