package io.seine.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryCodesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "KAFKA-12345",
        "(0x80070057)!",
        "max.poll.interval.ms",
        "what does the error KAFKA-12345 mean?",
        "v2.19.1-rc2 v2.19.1-rc3 one two three four five six seven eight nine ten",
        "エラー KAFKA-12345 とは何ですか",
        "read_committed as an isolation level, please",
        "N348I mutations cause resistance to nevirapine.",
        "what is error 1045?",
        "fire-and-forget",
      })
  void aQueryOfCodesAndFewWordsAsksForThemByName(String text) {
    assertThat(QueryCodes.askedForByName(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "why?",
        "a",
        "- / !",
        "how do I keep a producer from losing messages",
        "what did the error KAFKA-12345 mean again?",
        "プロデューサーがメッセージを失わないようにするにはどうすればよいですか KAFKA-12345",
        "why do I get error 1045?",
        "what did error KAFKA-12345 mean in 2024?",
        "Myelin sheaths are lipid-rich cellular structures.",
        "Incidence of sepsis has fallen substantially from 2009 to 2014.",
        "RAD52 is involved in break-induced DNA replication (BIR).",
        "The minor G allele of FOXO3 is related to less severe symptoms of the disease.",
      })
  void aSentenceDoesNot(String text) {
    assertThat(QueryCodes.askedForByName(text)).isFalse();
  }

  @Test
  void whatIsLongerThanACodeIsNone() {
    assertThat(QueryCodes.askedForByName("7".repeat(Analysis.MAX_CODE_LENGTH))).isTrue();
    assertThat(QueryCodes.askedForByName("7".repeat(Analysis.MAX_CODE_LENGTH + 1))).isFalse();
  }
}
