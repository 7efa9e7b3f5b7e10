package io.seine.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RerankingTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The first version kept true and false, and reads them where it is gone back to. */
  @ParameterizedTest
  @CsvSource({"FUSED, true", "OFF, false", "ALONE, \"alone\""})
  void isKeptInASavepointAsTheFirstVersionDid(Reranking reranking, String kept) throws Exception {
    assertThat(JSON.writeValueAsString(reranking)).isEqualTo(kept);
    assertThat(JSON.readValue(kept, Reranking.class)).isEqualTo(reranking);
  }
}
