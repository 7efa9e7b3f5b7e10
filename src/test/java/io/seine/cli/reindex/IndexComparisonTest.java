package io.seine.cli.reindex;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.search.StoredVersion;
import org.junit.jupiter.api.Test;

class IndexComparisonTest {
  private static StoredVersion live(long version) {
    return new StoredVersion("d", version, false);
  }

  private static StoredVersion deleted(long version) {
    return new StoredVersion("d", version, true);
  }

  @Test
  void theSameIsNoDifferenceAndALaterVersionIsNone() {
    assertThat(IndexComparison.difference(live(3), live(3))).isNull();
    assertThat(IndexComparison.difference(deleted(3), deleted(3))).isNull();
    assertThat(IndexComparison.difference(live(3), deleted(4))).isNull();
    // A tombstone that was swept from the old index hides nothing.
    assertThat(IndexComparison.difference(null, deleted(4))).isNull();
  }

  @Test
  void whatIsMissingOrOlderIsADifference() {
    assertThat(IndexComparison.difference(live(3), null))
        .isEqualTo("version 3 in the old index, absent in the new");
    assertThat(IndexComparison.difference(live(3), live(2)))
        .isEqualTo("version 3 in the old index, version 2 in the new");
  }

  @Test
  void aDocumentThatWasDeletedMustNotBeBack() {
    assertThat(IndexComparison.difference(deleted(3), live(3)))
        .isEqualTo("deleted at version 3 in the old index, version 3 in the new");
    assertThat(IndexComparison.difference(deleted(3), null))
        .isEqualTo("deleted at version 3 in the old index, absent in the new");
    assertThat(IndexComparison.difference(null, live(1)))
        .isEqualTo("version 1 in the new index, absent in the old");
    assertThat(IndexComparison.difference(deleted(3), live(4)))
        .isEqualTo("version 4 in the new index, deleted at version 3 in the old");
  }
}
