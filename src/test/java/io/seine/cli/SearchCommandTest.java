package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command refuses before it asks. */
class SearchCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"0", "4"})
  void passagesThatNoQueryMayAskForAreRefused(String passages) {
    SeineCommand.Ran ran = SeineCommand.run("search", "why", "--passages", passages);

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.errors()).startsWith("--passages is %s; it is from 1 to 3.".formatted(passages));
  }

  @Test
  void aFilterThatIsNotJsonIsRefused() {
    SeineCommand.Ran ran = SeineCommand.run("search", "why", "--filter", "{");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.errors()).contains("--filter is not JSON");
  }
}
