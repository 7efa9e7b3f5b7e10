/** The index in OpenSearch: its schema, writing to it, and retrieving candidates from it. */
@NullMarked
package io.seine.search;

import org.jspecify.annotations.NullMarked;
