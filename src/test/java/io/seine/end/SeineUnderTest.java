package io.seine.end;

import io.seine.local.LocalCluster;
import io.seine.local.LocalSeine;
import io.seine.search.IndexAdmin;
import io.seine.search.SearchConnection;
import io.seine.search.SearchSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * One Seine with real services and real models, and a client of it, shared by all tests of this
 * JVM: each test tells its documents apart by their ids and by the metadata field "test".
 */
final class SeineUnderTest extends Traffic {
  private static SeineUnderTest instance;

  private final LocalSeine seine;
  private final IndexAdmin index;

  private SeineUnderTest(LocalSeine seine) {
    super(seine.cluster().kafkaBootstrap());
    this.seine = seine;
    this.index = new IndexAdmin(SearchConnection.open(searchSettings()));
  }

  static synchronized SeineUnderTest get() throws Exception {
    if (instance == null) {
      LocalSeine seine =
          LocalSeine.started(
              LocalCluster.Options.onFreePorts(Files.createTempDirectory("seine-test-"))
                  .withMetrics(),
              Path.of("").toAbsolutePath(),
              Map.of(
                  "index.metadata", "test:keyword,lang:keyword,year:long,tags:keyword",
                  "index.refresh-ms", "200",
                  "documents.max-bytes", "1020000"));
      Runtime.getRuntime().addShutdownHook(new Thread(seine::close));
      instance = new SeineUnderTest(seine);
    }
    return instance;
  }

  LocalSeine seine() {
    return seine;
  }

  SearchSettings searchSettings() {
    return new SearchSettings(
        seine.cluster().openSearchUrl(), "documents", null, null, null, null, null, 30_000);
  }

  IndexAdmin index() {
    return index;
  }
}
