/** The jobs: their settings, and the wiring of stages into a graph. */
@NullMarked
package io.seine.job;

import org.jspecify.annotations.NullMarked;
