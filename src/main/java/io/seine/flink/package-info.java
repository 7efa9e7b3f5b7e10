/** A Flink cluster as its REST interface shows it: what the command submits, watches and stops. */
@NullMarked
package io.seine.flink;

import org.jspecify.annotations.NullMarked;
