/** {@code seine bench replay}: documents that come again. */
@NullMarked
package io.seine.cli.bench.replay;

import org.jspecify.annotations.NullMarked;
