package io.seine.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private final ScriptedIndex index = new ScriptedIndex();
  private final List<Long> progress = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private long now;
  private Runnable meanwhile = () -> {};

  /** Holds what the test writes. */
  private static final class ScriptedIndex implements Arrivals.Index {
    private final Map<String, Long> versions = new HashMap<>();
    private long writes;
    private boolean refreshed;

    void write(String id, long version) {
      versions.put(id, version);
      writes++;
    }

    @Override
    public long writes() {
      return writes;
    }

    @Override
    public Map<String, Long> versions(List<String> ids) {
      Map<String, Long> found = new HashMap<>(versions);
      found.keySet().retainAll(ids);
      return found;
    }

    @Override
    public void refresh() {
      refreshed = true;
    }

    @Override
    public void close() {}
  }

  private void await(Map<String, Long> last) throws InterruptedException {
    new Arrivals(
            index,
            () -> Instant.ofEpochMilli(now),
            () -> {
              now += 1_000;
              assertThat(now).as("it waits for ever").isLessThan(1_000_000);
              meanwhile.run();
            })
        .await(last, progress::add, warnings::add);
  }

  @Test
  void waitsForTheVersionsThatWerePublishedHoweverMuchTheIndexHolds() throws Exception {
    index.write("other", 900);
    index.write("a", 3);
    meanwhile = () -> index.write(now < 300_000 ? "before" : now < 301_000 ? "a" : "b", now);

    await(Map.of("a", 7L, "b", 8L));

    assertThat(index.versions.get("b")).isEqualTo(301_000L);
    assertThat(index.refreshed).isTrue();
    assertThat(progress).startsWith(0L, 1L, 2L).isSorted();
    assertThat(warnings).isEmpty();
  }

  @Test
  void goesOnWithoutWhatDoesNotComeWhenTheOthersHaveCome() throws Exception {
    index.write("a", 7);

    await(Map.of("a", 7L, "broken", 8L));

    assertThat(now).isGreaterThan(120_000);
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("1 of the last 2 documents did not come into the index, such as broken;");
    assertThat(index.refreshed).isTrue();
  }

  @Test
  void saysThatNothingComes() {
    assertThatThrownBy(() -> await(Map.of("a", 7L)))
        .isInstanceOf(NotIndexedException.class)
        .hasMessageContaining(
            "no change for 2 minutes, and has not got a. Is index-documents running?");
  }

  @Test
  void nothingPublishedIsThere() throws Exception {
    await(Map.of());

    assertThat(progress).isEmpty();
  }
}
