package io.seine.search;

import io.seine.message.Condition;
import io.seine.message.RetrievalMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to retrieve.
 *
 * @param vector the query's; null when there is none, and then the mode is KEYWORD
 * @param filter what every candidate fulfils
 * @param depth how many documents each list holds
 * @param limit how many candidates are wanted
 * @param passages how many of its nearest passages a candidate holds, at most
 * @param limitMillis after which each of its requests to OpenSearch is given up, in milliseconds
 */
public record RetrievalRequest(
    String text,
    float @Nullable [] vector,
    List<Condition> filter,
    RetrievalMode mode,
    int depth,
    int limit,
    int passages,
    long limitMillis) {}
