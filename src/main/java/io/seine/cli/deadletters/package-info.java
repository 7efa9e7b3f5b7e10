/** The dead letters in their topic: read, shown to people, and published again. */
@NullMarked
package io.seine.cli.deadletters;

import org.jspecify.annotations.NullMarked;
