/** Benchmarks: contenders that read the same texts in turn, and the ratios between them. */
@NullMarked
package io.seine.cli.bench;

import org.jspecify.annotations.NullMarked;
