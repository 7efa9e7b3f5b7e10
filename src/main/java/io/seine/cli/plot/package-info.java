/** Plots of reports. */
@NullMarked
package io.seine.cli.plot;

import org.jspecify.annotations.NullMarked;
