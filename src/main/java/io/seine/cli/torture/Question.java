package io.seine.cli.torture;

import io.seine.message.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record for the queries topic, with the answer that it must get.
 *
 * @param id the record's key; unique in a run
 * @param hits the text of each document that the answer must hold, by its id; no other may be there
 * @param error why the record is bad and its answer a failed one; null when it is good
 */
record Question(String id, byte[] value, Map<String, String> hits, @Nullable ErrorCode error) {}
