/**
 * The fault run: what is published and asked, which faults strike when, what must be true in the
 * end, and whether it is.
 */
@NullMarked
package io.seine.cli.torture;

import org.jspecify.annotations.NullMarked;
