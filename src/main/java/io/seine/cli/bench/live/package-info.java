/** A whole Seine to measure, as it runs in production. */
@NullMarked
package io.seine.cli.bench.live;

import org.jspecify.annotations.NullMarked;
