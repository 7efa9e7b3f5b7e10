package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--rerank    | best     | rerank is \"best\"; it is true, false, or one of fused, alone, off.",
        "--reading   | never    | reading is \"never\"; it is one of off, fixed, adaptive.",
        "--retrieval | magic    | retrieval is \"magic\"; it is one of keyword, vector, hybrid.",
        "-k          | 100000   | k is 100000; it is from 1 to 10000.",
        "--filter    | [1]      | filter is an array; it has to be an object.",
        "--filter    | {\"n\": {\"over\": 1}} | filter.n has the operator 'over'; there are any, all,"
      })
  void whatNoJobWouldAnswerIsNotAsked(String option, String value, String message) {
    SeineCommand.Ran ran = SeineCommand.run("search", "why", option, value);

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.errors()).startsWith("No job would answer this: " + message);
  }

  @Test
  void aQueryWithoutTextIsNotAsked() {
    assertThat(SeineCommand.run("search", " ").errors())
        .startsWith("No job would answer this: The query has no text.");
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
