package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What there is to say of files without Kafka; PublishIT has the rest. */
class PublishCommandTest {
  @TempDir private Path dir;

  @Test
  void aFileOrAFolderWithoutDocumentsIsNoSuccess() throws Exception {
    Path folder = Files.createDirectory(dir.resolve("folder"));
    for (Path empty :
        new Path[] {
          folder,
          Files.createFile(dir.resolve("empty.jsonl")),
          Files.writeString(dir.resolve("empty.csv"), "id,text\n")
        }) {
      SeineCommand.Ran ran = SeineCommand.run("publish", empty.toString());

      assertThat(ran.status()).isEqualTo(1);
      assertThat(ran.output()).isEmpty();
      assertThat(ran.errors().strip())
          .isEqualTo("There are no documents in " + empty + ": nothing was published.");
    }
  }

  @Test
  void whatIsNoDocumentIsShownAndCounted() throws Exception {
    Path one = Files.writeString(dir.resolve("one.jsonl"), "{\"text\": \"x\"}\n");
    assertThat(SeineCommand.run("publish", one.toString()).errors().lines())
        .containsExactly(
            "There are no documents in " + one + ": nothing was published.",
            one + ", line 1: there is no id (or _id)",
            "1 record was left out.");

    Path two = Files.writeString(dir.resolve("two.jsonl"), "{\"text\": \"x\"}\n\n[]\n");
    assertThat(SeineCommand.run("publish", two.toString()).errors().lines())
        .endsWith(two + ", line 3: there is no id (or _id)", "2 records were left out.");
  }

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
