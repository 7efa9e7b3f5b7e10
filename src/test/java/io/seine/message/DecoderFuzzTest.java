package io.seine.message;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Every decoder, given whatever bytes. By itself this runs over the inputs beside it in the
 * resources; docs/security.md says how to look for more.
 *
 * <p>It knows no class of Seine by name: those that are loaded before the fuzzer begins would be
 * instrumented late, which breaks records on JDK 17.
 */
class DecoderFuzzTest {
  @FuzzTest(maxDuration = "10m")
  @DictionaryEntries({"title", "text", "metadata", "version", "null", "true", "\\\\ud83d", "1e9"})
  void documents(byte[] input) throws Exception {
    DecoderProperties.documents(input);
  }

  @FuzzTest(maxDuration = "10m")
  @DictionaryEntries({"payload", "sku", "name", "text", "brand", "gone", "ts", "true", "\\\\ud83d"})
  void documentsOfAnotherLayout(byte[] input) throws Exception {
    DecoderProperties.documentsOfAnotherLayout(input);
  }

  @FuzzTest(maxDuration = "10m")
  @DictionaryEntries({
    "text",
    "candidates",
    "filter",
    "deadline_ms",
    "rerank",
    "retrieval",
    "keyword",
    "vector",
    "any",
    "all",
    "none",
    "gt",
    "gte",
    "lt",
    "lte",
    "exists",
    "prefix",
    "true",
    "\\\\ud83d",
    "1e9"
  })
  void queries(byte[] input) throws Exception {
    DecoderProperties.queries(input);
  }

  @FuzzTest(maxDuration = "10m")
  @DictionaryEntries({
    "query_id",
    "text",
    "status",
    "ranked",
    "failed",
    "hits",
    "rank",
    "score",
    "passage_start",
    "reranked",
    "retrieval",
    "keyword_rank",
    "timings_ms",
    "models",
    "NaN",
    "\\\\ud83d"
  })
  void rankedResults(byte[] input) throws Exception {
    DecoderProperties.rankedResults(input);
  }
}
