/** The command {@code seine}. */
@NullMarked
package io.seine.cli;

import org.jspecify.annotations.NullMarked;
