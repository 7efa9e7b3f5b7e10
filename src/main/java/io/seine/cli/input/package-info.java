/** Documents in files: JSON Lines, CSV, and folders of text. */
@NullMarked
package io.seine.cli.input;

import org.jspecify.annotations.NullMarked;
