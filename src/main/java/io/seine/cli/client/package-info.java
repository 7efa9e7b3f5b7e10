/** Clients of a running Seine: what publishes, what asks, and what sees the index grow. */
@NullMarked
package io.seine.cli.client;

import org.jspecify.annotations.NullMarked;
