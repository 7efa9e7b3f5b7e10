package io.seine.stream;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * What goes into checkpoints and comes out of them, given whatever bytes; as in {@link
 * io.seine.message.DecoderFuzzTest}.
 */
class StateFuzzTest {
  @FuzzTest(maxDuration = "10m")
  @DictionaryEntries({"text", "metadata", "filter", "any", "exists", "version", "\\\\ud83d", "1e9"})
  void records(byte[] value) throws Exception {
    StateProperties.records(value);
  }

  @FuzzTest(maxDuration = "10m")
  void checkpoints(byte[] bytes) throws Exception {
    StateProperties.checkpoints(bytes);
  }
}
