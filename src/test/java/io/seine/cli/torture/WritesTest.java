package io.seine.cli.torture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.torture.DocumentWrite.Change;
import io.seine.cli.torture.DocumentWrite.Kind;
import io.seine.message.DocumentChange;
import io.seine.message.DocumentDecoder;
import io.seine.message.DocumentFields;
import io.seine.message.ErrorCode;
import io.seine.message.InvalidRecordException;
import io.seine.message.OffsetVersions;
import io.seine.message.SourceRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WritesTest {
  private static List<DocumentWrite> writes(long seed) {
    DocumentWrites generator = new DocumentWrites(seed);
    List<DocumentWrite> writes = new ArrayList<>(generator.sowing());
    for (int i = 0; i < 5_000; i++) {
      writes.add(generator.next());
    }
    return writes;
  }

  private static List<String> lines(List<DocumentWrite> writes) {
    return writes.stream()
        .map(write -> write.kind() + Arrays.toString(write.key()) + Arrays.toString(write.value()))
        .toList();
  }

  @Test
  void aSeedAlwaysGivesTheSameRecords() {
    assertThat(lines(writes(5))).isEqualTo(lines(writes(5)));
    assertThat(lines(writes(5))).isNotEqualTo(lines(writes(6)));
  }

  @Test
  void everyKindAndEveryWayToBeBadIsThere() {
    List<DocumentWrite> writes = writes(1);
    assertThat(writes.stream().map(DocumentWrite::kind).collect(Collectors.toSet()))
        .contains(Kind.values());
    assertThat(
            writes.stream()
                .map(DocumentWrite::error)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()))
        .contains(
            ErrorCode.NOT_JSON,
            ErrorCode.NOT_UTF8,
            ErrorCode.WRONG_TYPE,
            ErrorCode.MISSING_ID,
            ErrorCode.MISSING_TEXT,
            ErrorCode.TOO_LARGE,
            ErrorCode.OUT_OF_RANGE,
            ErrorCode.INVALID_METADATA,
            ErrorCode.REFUSED_BY_INDEX);
  }

  @Test
  void aVersionOfAnIdAlwaysMeansTheSame() {
    Map<String, String> meanings = new HashMap<>();
    for (DocumentWrite write : writes(2)) {
      Change change = write.change();
      if (change != null && change.version() != null) {
        String meaning = String.valueOf(change.text());
        assertThat(meanings.putIfAbsent(change.id() + "@" + change.version(), meaning))
            .isIn(null, meaning);
      }
    }
    assertThat(meanings).hasSizeGreaterThan(500);
  }

  @Test
  void nothingThatIsPublishedLaterIsNewerThanASettledDocument() {
    Set<String> settled =
        SettledDocument.all().stream().map(SettledDocument::id).collect(Collectors.toSet());
    DocumentWrites generator = new DocumentWrites(3);
    DocumentModel model = new DocumentModel();
    generator.sowing().forEach(write -> publish(model, write, 0));
    List<StoredDocument> sown = new ArrayList<>();
    for (SettledDocument document : SettledDocument.all()) {
      sown.add(
          document.deleted()
              ? new StoredDocument(document.id(), SettledDocument.VERSION + 1, null)
              : new StoredDocument(
                  document.id(), SettledDocument.VERSION, document.text(SettledDocument.VERSION)));
    }
    assertThat(model.compare(sown)).isEmpty();

    Set<String> changed = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      DocumentWrite write = generator.next();
      Change change = write.change();
      if (change != null && settled.contains(change.id())) {
        publish(model, write, i);
        changed.add(change.id());
      }
    }
    assertThat(changed).containsExactlyInAnyOrderElementsOf(settled);
    assertThat(model.compare(sown)).isEmpty();
  }

  private static void publish(DocumentModel model, DocumentWrite write, long offset) {
    Change change = Objects.requireNonNull(write.change());
    Long version = change.version();
    model.published(change.id(), version == null ? offset : version, change.text());
  }

  @Test
  void someVersionsComeAfterNewerOnes() {
    Map<String, Long> highest = new HashMap<>();
    int older = 0;
    for (DocumentWrite write : writes(4)) {
      Change change = write.change();
      if (change != null && change.version() != null && change.id().startsWith("versioned")) {
        long before = highest.getOrDefault(change.id(), 0L);
        older += change.version() < before ? 1 : 0;
        highest.merge(change.id(), change.version(), Math::max);
      }
    }
    assertThat(older).isGreaterThan(200);
  }

  @Test
  void seineReadsEachRecordAsItIsMeant() throws Exception {
    DocumentDecoder decoder =
        new DocumentDecoder(
            new DocumentFields("", "/title", "/text", "/metadata", "/version", "/deleted"),
            OffsetVersions.PLAIN,
            BadDocuments.MAX_BYTES);
    for (DocumentWrite write : writes(5)) {
      SourceRecord record =
          new SourceRecord("documents", 0, 17, 0, write.key(), write.value(), List.of());
      Change change = write.change();
      if (change != null) {
        DocumentChange read = decoder.decode(record);
        assertThat(read.id()).isEqualTo(change.id());
        assertThat(read.version()).isEqualTo(change.version() == null ? 17 : change.version());
        assertThat(read instanceof DocumentChange.Upsert upsert ? upsert.document().text() : null)
            .isEqualTo(change.text());
      } else if (write.error() != ErrorCode.INVALID_METADATA
          && write.error() != ErrorCode.REFUSED_BY_INDEX) {
        assertThat(error(decoder, record)).isEqualTo(write.error());
      }
    }
  }

  private static ErrorCode error(DocumentDecoder decoder, SourceRecord record) {
    try {
      throw new AssertionError("read as " + decoder.decode(record));
    } catch (InvalidRecordException e) {
      return e.code();
    }
  }

  @Test
  void noWordOfASettledDocumentStandsInAnother() {
    List<SettledDocument> all = SettledDocument.all();
    assertThat(all).extracting(SettledDocument::word).doesNotHaveDuplicates();
    for (DocumentWrite write : writes(6)) {
      Change change = write.change();
      if (change != null && change.text() != null) {
        String text = new String(write.value(), UTF_8);
        assertThat(all.stream().filter(document -> text.contains(document.word())))
            .allMatch(document -> document.id().equals(change.id()));
      }
    }
  }
}
