package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PublishCommandTest {
  @Test
  void helpSaysWhatTheColumnsOfCsvAre() {
    SeineCommand.Ran help = SeineCommand.run("publish", "--help");

    assertThat(help.status()).isZero();
    assertThat(help.output())
        .contains(
            "the first line names the columns: id, title, text", "every other column is metadata")
        .contains("hidden files and folders are left out");
    assertThat(help.output().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
  }
}
