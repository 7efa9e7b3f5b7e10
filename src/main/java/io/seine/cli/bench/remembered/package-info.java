/** {@code seine bench remembered}: what remembered scores are worth. */
@NullMarked
package io.seine.cli.bench.remembered;

import org.jspecify.annotations.NullMarked;
