/** Measuring a running Seine: load that does not wait for answers, and what came of it. */
@NullMarked
package io.seine.cli.bench;

import org.jspecify.annotations.NullMarked;
