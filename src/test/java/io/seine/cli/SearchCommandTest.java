package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
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
  void whereNobodyListensThereIsNoWait() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String nobody = "127.0.0.1:" + port;
    for (String[] command :
        new String[][] {{"search", "why"}, {"publish", "docs"}, {"dead-letters", "list"}}) {
      List<String> arguments = new ArrayList<>(List.of(command));
      arguments.addAll(List.of("--bootstrap", nobody));

      SeineCommand.Ran ran = SeineCommand.run(arguments.toArray(String[]::new));

      assertThat(ran.status()).isEqualTo(1);
      assertThat(ran.errors()).startsWith("There is no Kafka at " + nobody + " (").hasLineCount(1);
    }
  }

  @Test
  void aQueryThatTheShellTookApartIsToBeQuoted() {
    SeineCommand.Ran ran = SeineCommand.run("search", "isn't", "this", "one?", "-k", "3");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.errors())
        .startsWith(
            "A query of several words is put in quotes: ./seine search 'isn'\\''t this one?'");
    assertThat(SeineCommand.run("search", "--help").output())
        .contains(" TEXT")
        .doesNotContain("surplus");
  }

  @Test
  void aFilterThatIsNotJsonIsRefused() {
    SeineCommand.Ran ran = SeineCommand.run("search", "why", "--filter", "{");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.errors()).contains("--filter is not JSON");
  }
}
