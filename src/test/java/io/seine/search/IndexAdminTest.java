package io.seine.search;

import static io.seine.search.ScriptedOpenSearch.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.MetadataType;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IndexAdminTest {
  private static final String STANDING =
      """
      {"docs-000001": {"mappings": {"_meta": {"seine": {
        "schema_version": %d, "bi_encoder": {"id": "m", "hash": "0123456789abcdef"},
        "language": "english", "vectors": "float", "metadata": {"lang": "keyword"}}}}}}
      """
          .formatted(IndexSchema.VERSION);

  private static IndexSchema schema(Map<String, MetadataType> metadata) {
    return new IndexSchema(
        2,
        "m",
        "0123456789abcdef",
        metadata,
        Language.ENGLISH,
        VectorStorage.FLOAT,
        1,
        0,
        1_000,
        16,
        100);
  }

  @Test
  void whatIsDeclaredAnewInAStandingIndexIsNamed() throws Exception {
    Map<String, MetadataType> metadata =
        Map.of("lang", MetadataType.KEYWORD, "year", MetadataType.LONG, "day", MetadataType.DATE);
    try (ScriptedOpenSearch openSearch = new ScriptedOpenSearch();
        SearchConnection connection = SearchConnection.open(openSearch.settings(30_000))) {
      IndexAdmin admin = new IndexAdmin(connection);
      openSearch.answers(status(200, STANDING));
      assertThat(admin.prepare(schema(metadata))).containsExactly("day", "year");
      assertThat(admin.prepare(schema(Map.of("lang", MetadataType.KEYWORD)))).isEmpty();

      // None stands yet: nothing in it was declared later than the rest.
      openSearch.answers(status(404, "{}"), status(200, "{}"));
      assertThat(admin.prepare(schema(metadata))).isEqualTo(Set.of());
    }
  }
}
