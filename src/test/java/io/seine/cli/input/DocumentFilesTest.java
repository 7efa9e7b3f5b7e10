package io.seine.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.cli.client.NewDocument;
import io.seine.message.Document;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentFilesTest {
  @TempDir private Path dir;
  private final List<String> problems = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  private List<Document> read(Path path) {
    try (Stream<Document> documents = DocumentFiles.open(path, problems::add)) {
      return documents.toList();
    }
  }

  @Test
  void readsJsonLinesOfBothKindsAndNamesTheBadOnes() throws Exception {
    Path file = dir.resolve("docs.jsonl");
    Files.writeString(
        file,
        """
        {"id": "a", "title": "T", "text": "x", "metadata": {"n": 1}}
        {"_id": "b", "title": "", "text": "y"}
        {"text": "no id"}

        {"id": "c", "text"
        """);
    assertThat(read(file))
        .containsExactly(
            new Document("a", "T", "x", Map.of("n", 1)), new Document("b", "", "y", Map.of()));
    assertThat(problems).hasSize(2);
    assertThat(problems.get(0)).contains("line 3: there is no id");
    assertThat(problems.get(1)).contains("line 5: not JSON");
  }

  @Test
  void documentsToPublishKeepTheirVersions() throws Exception {
    Path file = dir.resolve("docs.jsonl");
    Files.writeString(
        file,
        """
        {"id": "a", "text": "x", "version": 12}
        {"id": "b", "text": "y", "version": null}
        {"id": "c", "text": "z", "version": "7"}
        {"id": "d", "text": "z", "version": 1.5}
        """);
    try (Stream<NewDocument> documents =
        DocumentFiles.openToPublish(file, problems::add, skipped::add)) {
      assertThat(documents)
          .containsExactly(
              new NewDocument(new Document("a", "", "x", Map.of()), 12L, file + ", line 1"),
              new NewDocument(new Document("b", "", "y", Map.of()), null, file + ", line 2"));
    }
    assertThat(problems)
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).endsWith("its version is no whole number"));
  }

  @Test
  void documentsToPublishKnowWhereTheyStand() throws Exception {
    Path csv = Files.writeString(dir.resolve("docs.csv"), "id,text\n1,x\n2,y\n");
    try (Stream<NewDocument> documents =
        DocumentFiles.openToPublish(csv, problems::add, skipped::add)) {
      assertThat(documents.map(NewDocument::place))
          .containsExactly(csv + ", row 1", csv + ", row 2");
    }
    Path folder = Files.createDirectory(dir.resolve("folder"));
    Path text = Files.writeString(folder.resolve("a.txt"), "x");
    try (Stream<NewDocument> documents =
        DocumentFiles.openToPublish(folder, problems::add, skipped::add)) {
      assertThat(documents.map(NewDocument::place)).containsExactly(text.toString());
    }
  }

  @Test
  void readsCsvWithOtherColumnsAsMetadata() throws Exception {
    Path file = dir.resolve("docs.csv");
    Files.writeString(file, "id,title,text,lang\n1,T,\"x, \"\"y\"\"\",en\n,T,z,en\n2,,w,\n");
    assertThat(read(file))
        .containsExactly(
            new Document("1", "T", "x, \"y\"", Map.of("lang", "en")),
            new Document("2", "", "w", Map.of()));
    assertThat(problems).singleElement().asString().contains("row 2: there is no id");
  }

  @Test
  void csvGivesVersionsAndLeavesTypesToTheIndex() throws Exception {
    Path file = dir.resolve("docs.csv");
    Files.writeString(file, "id,text,version,zip\na,x,12,01234\nb,y,,\nc,z,1.5,\n");
    try (Stream<NewDocument> documents =
        DocumentFiles.openToPublish(file, problems::add, skipped::add)) {
      assertThat(documents)
          .containsExactly(
              new NewDocument(
                  new Document("a", "", "x", Map.of("zip", "01234")), 12L, file + ", row 1"),
              new NewDocument(new Document("b", "", "y", Map.of()), null, file + ", row 2"));
    }
    assertThat(problems).containsExactly(file + ", row 3: its version is no whole number");
  }

  @Test
  void aRowOfMoreCellsThanColumnsIsAProblem() throws Exception {
    Path file = dir.resolve("docs.csv");
    Files.writeString(file, "id,text\na,one, two\nb,three,,\n");
    assertThat(read(file)).containsExactly(new Document("b", "", "three", Map.of()));
    assertThat(problems)
        .containsExactly(
            file
                + ", row 1: it has 3 cells, and there are 2 columns; does a text with a comma lack its quotes?");
  }

  @Test
  void twoColumnsOfOneNameAreRefused() throws Exception {
    Path file = Files.writeString(dir.resolve("docs.csv"), "id,text,lang,lang\na,x,en,de\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + " has two columns lang; each needs a name of its own.");
  }

  @Test
  void whatHasNothingToFindIsNoDocument() throws Exception {
    Path lines = Files.writeString(dir.resolve("docs.jsonl"), "{\"id\": \"a\", \"text\": \" \"}\n");
    Path rows = Files.writeString(dir.resolve("docs.csv"), "id,text,lang\n1,,en\n");
    assertThat(read(lines)).isEmpty();
    assertThat(read(rows)).isEmpty();
    assertThat(problems)
        .containsExactly(
            lines + ", line 1: there is neither title nor text",
            rows + ", row 1: there is neither title nor text");
  }

  @Test
  void theByteOrderMarkOfAnEditorIsNoPartOfTheText() throws Exception {
    Path rows = Files.writeString(dir.resolve("docs.csv"), "\uFEFFid,text\n1,x\n");
    Path lines =
        Files.writeString(dir.resolve("docs.jsonl"), "\uFEFF{\"id\": \"1\", \"text\": \"x\"}\n");
    Document document = new Document("1", "", "x", Map.of());
    assertThat(read(rows)).containsExactly(document);
    assertThat(read(lines)).containsExactly(document);
    assertThat(problems).isEmpty();
  }

  @Test
  void whatIsNotUtf8IsSaidToBeSo() throws Exception {
    for (String text :
        List.of("id,text\n1,caf\u00e9\n", "{\"id\": \"1\", \"text\": \"caf\u00e9\"}\n")) {
      Path file = dir.resolve(text.startsWith("{") ? "docs.jsonl" : "docs.csv");
      Files.writeString(file, text, StandardCharsets.ISO_8859_1);
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(InputException.class)
          .hasMessage(file + " is not text in UTF-8. Save it as such.");
    }
  }

  @Test
  void whatIsNoCsvIsSaidInASentence() throws Exception {
    Path quotes = Files.writeString(dir.resolve("quotes.csv"), "id,text\n1,\"x\"y\n");
    assertThatThrownBy(() -> read(quotes))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(quotes + " is no CSV: ");
    Path nameless = Files.writeString(dir.resolve("nameless.csv"), "id,,text\n1,x,y\n");
    assertThatThrownBy(() -> read(nameless))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(nameless + " has no names of columns: ");
  }

  @Test
  void refusesCsvWithoutAnId() throws Exception {
    Path file = dir.resolve("docs.csv");
    Files.writeString(file, "name,text\nx,y\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has the columns [name, text]; it needs id");
  }

  @Test
  void readsAFolderOfTextFiles() throws Exception {
    Files.createDirectories(dir.resolve("guide"));
    Files.writeString(dir.resolve("guide/a.md"), "intro\n# Heading\nbody");
    Files.writeString(dir.resolve("b.txt"), "plain");
    Files.write(dir.resolve("c.bin"), new byte[] {(byte) 0xFF, (byte) 0xFE});
    assertThat(read(dir))
        .containsExactly(
            new Document("b.txt", "b.txt", "plain", Map.of()),
            new Document("guide/a.md", "Heading", "intro\n# Heading\nbody", Map.of()));
    assertThat(problems).singleElement().asString().contains("not text in UTF-8");
  }

  @Test
  void whatIsHiddenInAFolderIsSkippedAndTold() throws Exception {
    Path folder = Files.createDirectories(dir.resolve(".notes"));
    Files.createDirectories(folder.resolve(".git/objects"));
    Files.writeString(folder.resolve(".git/config"), "url");
    Files.writeString(folder.resolve(".git/objects/a"), "b");
    Files.writeString(folder.resolve(".env"), "PASSWORD=secret");
    Files.createDirectories(folder.resolve("guide"));
    Files.writeString(folder.resolve("guide/.draft.md"), "later");
    Files.writeString(folder.resolve("guide/a.md"), "text");
    try (Stream<NewDocument> documents =
        DocumentFiles.openToPublish(folder, problems::add, skipped::add)) {
      assertThat(documents)
          .extracting(NewDocument::document)
          .containsExactly(new Document("guide/a.md", "a.md", "text", Map.of()));
    }
    assertThat(problems).isEmpty();
    assertThat(skipped)
        .singleElement()
        .asString()
        .startsWith("3 hidden files and folders were skipped, " + folder);
  }

  @Test
  void saysWhatItReads() throws Exception {
    Path file = Files.writeString(dir.resolve("docs.xlsx"), "");
    assertThatThrownBy(() -> read(file))
        .hasMessageContaining("neither JSON Lines (.jsonl) nor CSV");
    assertThatThrownBy(() -> read(dir.resolve("nowhere.csv"))).hasMessageContaining("There is no");
  }
}
