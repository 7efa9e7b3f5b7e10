/**
 * Benchmarks: contenders that read the same texts in turn, and the ratios between them; a whole
 * Seine beside bare loops; and a whole Seine under a load that does not wait for answers.
 */
@NullMarked
package io.seine.cli.bench;

import org.jspecify.annotations.NullMarked;
