/**
 * {@code seine bench}: measures, on this machine and with its models; each benchmark has a package
 * of its own.
 */
@NullMarked
package io.seine.cli.bench;

import org.jspecify.annotations.NullMarked;
