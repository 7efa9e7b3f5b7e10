package io.seine.cli.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.torture.Discrepancy.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DocumentModelTest {
  private final DocumentModel model = new DocumentModel();

  private List<Kind> kinds(StoredDocument... index) {
    return model.compare(List.of(index)).stream().map(Discrepancy::kind).toList();
  }

  @Test
  void theIndexThatHoldsTheHighestVersionsIsRight() {
    model.published("a", 3, "three");
    model.published("a", 9, "nine");
    model.published("a", 7, "seven");
    model.published("b", 1, "one");
    model.published("b", 2, null);

    assertThat(kinds(new StoredDocument("a", 9, "nine"), new StoredDocument("b", 2, null)))
        .isEmpty();
    assertThat(model.live()).isEqualTo(1);
    assertThat(model.deleted()).isEqualTo(1);
  }

  @Test
  void theOrderInWhichChangesArriveMakesNoDifference() {
    List<StoredDocument> changes = new ArrayList<>();
    for (int version = 0; version < 20; version++) {
      changes.add(new StoredDocument("a", version, version % 3 == 0 ? null : "text " + version));
    }
    Collections.shuffle(changes, new Random(4));

    changes.forEach(change -> model.published(change.id(), change.version(), change.text()));

    assertThat(kinds(new StoredDocument("a", 19, "text 19"))).isEmpty();
  }

  @Test
  void aLostDocumentIsFound() {
    model.published("a", 1, "one");
    assertThat(model.compare(List.of()))
        .containsExactly(new Discrepancy(Kind.LOST, "a", "“one” of version 1", "nothing"));
  }

  @Test
  void aDocumentThatWasDeletedByAnOlderVersionIsLost() {
    model.published("a", 1, null);
    model.published("a", 2, "two");
    assertThat(kinds(new StoredDocument("a", 1, null))).containsExactly(Kind.LOST);
  }

  @Test
  void aTombstoneThatIsGoneIsLost() {
    model.published("a", 2, null);
    assertThat(kinds()).containsExactly(Kind.LOST);
  }

  @Test
  void aStaleDocumentIsFound() {
    model.published("a", 1, "one");
    model.published("a", 2, "two");
    assertThat(kinds(new StoredDocument("a", 1, "one"))).containsExactly(Kind.STALE);
  }

  @Test
  void aStaleTombstoneIsFound() {
    model.published("a", 1, null);
    model.published("a", 2, null);
    assertThat(kinds(new StoredDocument("a", 1, null))).containsExactly(Kind.STALE);
  }

  @Test
  void aRevivedDocumentIsFound() {
    model.published("a", 1, "one");
    model.published("a", 2, null);
    assertThat(kinds(new StoredDocument("a", 1, "one"))).containsExactly(Kind.REVIVED);
  }

  @Test
  void whatNobodyPublishedIsWrong() {
    model.published("a", 1, "one");
    assertThat(kinds(new StoredDocument("a", 1, "another"), new StoredDocument("stranger", 1, "x")))
        .containsExactly(Kind.WRONG, Kind.WRONG);
    assertThat(kinds(new StoredDocument("a", 2, "one"))).containsExactly(Kind.WRONG);
  }
}
