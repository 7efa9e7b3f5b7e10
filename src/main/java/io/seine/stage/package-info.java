/** The steps that a document or a query goes through, in plain Java without Flink. */
@NullMarked
package io.seine.stage;

import org.jspecify.annotations.NullMarked;
