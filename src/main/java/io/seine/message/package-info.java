/**
 * The records that travel through Seine's topics, and their JSON: documents, queries, ranked
 * results and dead letters.
 */
@NullMarked
package io.seine.message;

import org.jspecify.annotations.NullMarked;
