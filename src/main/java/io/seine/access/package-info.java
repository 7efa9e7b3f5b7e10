/**
 * What it takes to be let in elsewhere: secrets, which settings only refer to, the settings of
 * Kafka clients that hold them, and what it means when Kafka refuses.
 */
@NullMarked
package io.seine.access;

import org.jspecify.annotations.NullMarked;
