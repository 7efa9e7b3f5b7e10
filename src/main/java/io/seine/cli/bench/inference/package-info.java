/**
 * {@code seine bench inference}: contenders that read the same texts in turn, and the ratios
 * between them.
 */
@NullMarked
package io.seine.cli.bench.inference;

import org.jspecify.annotations.NullMarked;
