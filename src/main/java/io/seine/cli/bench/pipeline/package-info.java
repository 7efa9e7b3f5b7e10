/**
 * {@code seine bench pipeline}: a whole Seine beside bare loops, its latency by load, its memory,
 * and where its time goes.
 */
@NullMarked
package io.seine.cli.bench.pipeline;

import org.jspecify.annotations.NullMarked;
