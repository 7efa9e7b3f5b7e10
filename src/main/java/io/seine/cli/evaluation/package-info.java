/** How good the answers are: judged queries, and the measures of information retrieval. */
@NullMarked
package io.seine.cli.evaluation;

import org.jspecify.annotations.NullMarked;
