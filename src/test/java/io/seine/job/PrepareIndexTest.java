package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PrepareIndexTest {
  @Test
  void whoDeclaresMetadataLaterIsToldToPublishAgain() {
    assertThat(PrepareIndex.note(Set.of("year"), 1203))
        .hasValueSatisfying(
            note -> assertThat(note).contains("year", "1203", "published again").hasLineCount(1));
    assertThat(PrepareIndex.note(Set.of("year"), 0)).isEmpty();
  }
}
