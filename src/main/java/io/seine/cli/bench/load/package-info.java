/** What benchmarks publish and ask, and the times at which it comes. */
@NullMarked
package io.seine.cli.bench.load;

import org.jspecify.annotations.NullMarked;
