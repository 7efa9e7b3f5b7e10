/** The move of a running system from one bi-encoder to another, step by step. */
@NullMarked
package io.seine.cli.reindex;

import org.jspecify.annotations.NullMarked;
