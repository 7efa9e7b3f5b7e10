/** Passages: where the text of a document is cut so that all of it can be found and read. */
@NullMarked
package io.seine.text;

import org.jspecify.annotations.NullMarked;
