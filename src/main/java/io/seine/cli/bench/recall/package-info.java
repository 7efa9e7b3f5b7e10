/** {@code seine bench recall}: what the graph of vectors finds of what is nearest. */
@NullMarked
package io.seine.cli.bench.recall;

import org.jspecify.annotations.NullMarked;
