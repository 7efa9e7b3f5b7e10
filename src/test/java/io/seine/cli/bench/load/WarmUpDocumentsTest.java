package io.seine.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.Document;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarmUpDocumentsTest {
  @Test
  void areLikeTheGivenOnesAndNeverTheSame() {
    WarmUpDocuments documents =
        new WarmUpDocuments(
            List.of(
                new Document("a", "A", "one two three", Map.of("n", 1)),
                new Document("b", "", "four five", Map.of())));
    assertThat(documents.next(3))
        .containsExactly(
            new Document("warm-up-0", "A", "three one two", Map.of("n", 1)),
            new Document("warm-up-1", "", "five four", Map.of()),
            new Document("warm-up-2", "A", "two three one", Map.of("n", 1)));
    assertThat(documents.next(1)).extracting(Document::id).containsExactly("warm-up-3");
  }
}
