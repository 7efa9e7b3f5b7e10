/** {@code seine bench overload}: a whole Seine under a load that does not wait for answers. */
@NullMarked
package io.seine.cli.bench.overload;

import org.jspecify.annotations.NullMarked;
