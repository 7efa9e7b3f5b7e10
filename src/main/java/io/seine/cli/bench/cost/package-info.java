/** {@code seine bench cost}: policies of when to stop reading, on what was read once. */
@NullMarked
package io.seine.cli.bench.cost;

import org.jspecify.annotations.NullMarked;
