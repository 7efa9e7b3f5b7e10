/** Jobs on a Flink cluster, as the command submits, watches and stops them. */
@NullMarked
package io.seine.cli.operations;

import org.jspecify.annotations.NullMarked;
