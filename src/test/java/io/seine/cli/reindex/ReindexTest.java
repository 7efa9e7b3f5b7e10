package io.seine.cli.reindex;

import static io.seine.cli.reindex.ScriptedSystem.NEW;
import static io.seine.cli.reindex.ScriptedSystem.OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.cli.operations.OperationException;
import io.seine.cli.reindex.MoveJobs.RunningJob;
import io.seine.cli.reindex.Reindex.Until;
import io.seine.job.BiEncoderChoice;
import io.seine.job.IndexDocuments;
import io.seine.job.RankQueries;
import io.seine.search.IndexReader.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReindexTest {
  private static final String MODEL = OLD.model();

  private final List<String> lines = new ArrayList<>();
  private final ScriptedSystem system = new ScriptedSystem(Map.of("queries.k", "5"));
  private final Reindex reindex = of(system);

  private Reindex of(ScriptedSystem on) {
    return new Reindex(on, on, on, lines::add, on, on::pause);
  }

  private RunningJob running(String name, BiEncoderChoice biEncoder) {
    return system.find(name, biEncoder).orElseThrow();
  }

  @Test
  void theNewIndexIsCompleteBeforeAnybodyAsksItAndTheOldJobAnswersUntilTheNewOneDoes() {
    reindex.to(NEW, Until.SWITCHED, false);

    assertThat(system.done)
        .containsExactly(
            "create",
            "start index-documents better",
            "copy",
            "compare",
            "checkpoint old-ranking",
            "start rank-queries better",
            "point to documents-bbb-000001",
            "drain rank-queries " + MODEL);
    assertThat(system.find(IndexDocuments.NAME, OLD)).isPresent();
  }

  @Test
  void theNewJobsAreAsTheOldOnesButForTheBiEncoderAndWhereTheyBegin() {
    reindex.to(NEW, Until.SWITCHED, false);

    assertThat(running(IndexDocuments.NAME, NEW).settings())
        .containsEntry("embed.capacity", "7")
        .containsEntry("documents.group", "index-documents-bbb")
        .containsEntry("documents.start", "committed");
    assertThat(running(RankQueries.NAME, NEW).settings())
        .containsEntry("queries.k", "5")
        .containsEntry("queries.start", "committed")
        .doesNotContainKey("queries.group");
  }

  @Test
  void nothingIsComparedBeforeTheTopicIsReadAndItsProgressIsTold() {
    reindex.to(NEW, Until.VERIFIED, false);
    assertThat(system.now).isGreaterThanOrEqualTo(10_000);
    assertThat(lines).anyMatch(line -> line.matches("    \\d+ records to read, 1 a second"));
    assertThat(system.done).doesNotContain("start rank-queries better");
  }

  @Test
  void whatCameWhileMuchWasReadIsReadAsWell() {
    system.end = 200;
    // So long that what there was at its beginning says little.
    List<Long> ends = new ArrayList<>();
    Reindex slow =
        new Reindex(
            system,
            system,
            system,
            lines::add,
            system,
            () -> {
              if (system.positions.getOrDefault("index-documents-bbb", 0L) == 150) {
                system.end = 210;
              }
              ends.add(system.end);
              system.pause();
            });
    slow.to(NEW, Until.VERIFIED, false);
    assertThat(system.positions).containsEntry("index-documents-bbb", 210L);
  }

  /** Wherever it is killed, and however often, it comes to the same end. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void itGoesOnWhereverItWasKilled(int changes) {
    system.changesLeft = changes;
    assertThatThrownBy(() -> reindex.to(NEW, Until.SWITCHED, false))
        .isInstanceOf(ScriptedSystem.Killed.class);
    system.changesLeft = -1;

    of(system).to(NEW, Until.SWITCHED, false);

    assertThat(system.done).contains("compare");
    assertThat(system.changes()).doesNotHaveDuplicates();
    assertMoved();
  }

  private void assertMoved() {
    assertThat(system.current()).isEqualTo("documents-bbb-000001");
    assertThat(system.running)
        .extracting(job -> job.name() + " " + job.biEncoder().model())
        .containsExactlyInAnyOrder(
            "index-documents " + MODEL, "index-documents better", "rank-queries better");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void eachResultComesOnceWhereItHasTo(int changes) {
    ScriptedSystem once = new ScriptedSystem(Map.of("results.delivery", "exactly-once"));
    once.changesLeft = changes;
    assertThatThrownBy(() -> of(once).to(NEW, Until.SWITCHED, false))
        .isInstanceOf(ScriptedSystem.Killed.class);
    once.changesLeft = -1;
    of(once).to(NEW, Until.SWITCHED, false);
    assertThat(once.changes())
        .doesNotHaveDuplicates()
        .containsSubsequence(
            "stop rank-queries " + MODEL,
            "start rank-queries better from savepoint-of-old-ranking",
            "point to documents-bbb-000001");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void whatIsBegunCanBeTakenBackFromWhereverItStands(int changes) {
    system.changesLeft = changes;
    try {
      reindex.to(NEW, Until.SWITCHED, false);
    } catch (ScriptedSystem.Killed e) {
      // As it should be, but for the last.
    }
    system.changesLeft = -1;

    reindex.undo();

    assertThat(system.current()).isEqualTo("documents-000001");
    assertThat(system.underWay()).isEmpty();
    assertThat(system.done).endsWith("drop documents-bbb-000001");
    assertThat(system.running)
        .extracting(job -> job.name() + " " + job.biEncoder().model())
        .containsExactlyInAnyOrder("index-documents " + MODEL, "rank-queries " + MODEL);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void takingBackGoesOnWhereverItWasKilled(int changes) {
    reindex.to(NEW, Until.SWITCHED, false);
    system.changesLeft = changes;
    assertThatThrownBy(reindex::undo).isInstanceOf(ScriptedSystem.Killed.class);
    system.changesLeft = -1;

    of(system).undo();

    assertThat(system.underWay()).isEmpty();
    assertThat(system.running).hasSize(2).allMatch(job -> job.biEncoder().equals(OLD));
  }

  @Test
  void queriesGoBackOnlyToAnIndexThatIsCurrent() {
    reindex.to(NEW, Until.SWITCHED, false);
    system.end = 30;
    system.done.clear();
    reindex.undo();
    assertThat(system.positions).containsEntry("index-documents", 30L);

    reindex.to(NEW, Until.SWITCHED, false);
    system.cancel(running(IndexDocuments.NAME, OLD));
    assertThatThrownBy(reindex::undo)
        .isInstanceOf(OperationException.class)
        .hasMessageContaining("No index-documents keeps the old index current any more.");
    assertMovedButForTheOldJob();
  }

  private void assertMovedButForTheOldJob() {
    assertThat(system.current()).isEqualTo("documents-bbb-000001");
    assertThat(system.find(RankQueries.NAME, NEW)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void itEndsWithOneIndex(int changes) {
    reindex.to(NEW, Until.SWITCHED, false);
    system.changesLeft = changes;
    assertThatThrownBy(reindex::finish).isInstanceOf(ScriptedSystem.Killed.class);
    system.changesLeft = -1;

    of(system).finish();

    assertThat(system.done).endsWith("end").contains("drop documents-000001");
    assertThat(system.running).hasSize(2).allMatch(job -> job.biEncoder().equals(NEW));
    assertThat(reindex.status()).containsExactly("No move is under way.");
  }

  @Test
  void theOldIndexIsNotRemovedWhileItIsAnsweredFrom() {
    reindex.to(NEW, Until.VERIFIED, false);
    assertThatThrownBy(reindex::finish)
        .isInstanceOf(OperationException.class)
        .hasMessageContaining("not answered from the new index alone yet");
    assertThat(system.done).doesNotContain("drop documents-000001");
  }

  @Test
  void anIndexThatHoldsSomethingElseIsNotSwitchedToUnlessThatIsSaid() {
    system.comparison =
        new Comparison(
            new Counts(9, 1),
            new Counts(8, 1),
            1,
            List.of("d: version 4 in the old index, absent in the new"),
            50,
            50,
            List.of());
    assertThatThrownBy(() -> reindex.to(NEW, Until.SWITCHED, false))
        .isInstanceOf(OperationException.class)
        .hasMessageContaining("--despite-differences");
    assertThat(lines).contains("    d: version 4 in the old index, absent in the new");
    assertThat(system.done).doesNotContain("start rank-queries better");

    reindex.to(NEW, Until.SWITCHED, true);
    assertMoved();
  }

  @Test
  void anIndexThatDoesNotFindWhatItHoldsIsNotSwitchedTo() {
    system.comparison =
        new Comparison(
            new Counts(9, 1), new Counts(9, 1), 0, List.of(), 50, 49, List.of("lost-one"));
    assertThatThrownBy(() -> reindex.to(NEW, Until.SWITCHED, false))
        .isInstanceOf(OperationException.class);
    assertThat(lines).contains("    not found by its own text: lost-one");
    assertThat(system.done).doesNotContain("start rank-queries better");
  }

  @Test
  void whatCannotBeginIsRefusedBeforeAnythingIsMade() {
    refused("use " + MODEL + " already", OLD);

    system.freeSlots = 1;
    refused("take 2 free slots, and the cluster has 1. Add TaskManagers.", NEW);

    system.freeSlots = 4;
    RunningJob second = system.add(RankQueries.NAME, Map.of(), "second");
    refused("There are 2 jobs rank-queries", NEW);

    system.running.remove(second);
    system.cancel(running(RankQueries.NAME, OLD));
    refused("There is no rank-queries on the cluster.", NEW);
    assertThat(system.done).doesNotContain("create");
  }

  @Test
  void oneMoveAtATime() {
    reindex.to(NEW, Until.VERIFIED, false);
    refused(
        "A move from %s to better is under way.".formatted(MODEL),
        BiEncoderChoice.of(Map.of("bi-encoder.model", "another")));
  }

  private void refused(String why, BiEncoderChoice to) {
    assertThatThrownBy(() -> reindex.to(to, Until.SWITCHED, false))
        .isInstanceOf(OperationException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aJobForTheNewIndexThatWasEndedBeginsAgainWhereItWas() {
    reindex.to(NEW, Until.VERIFIED, false);
    system.cancel(running(IndexDocuments.NAME, NEW));
    system.done.clear();

    reindex.to(NEW, Until.SWITCHED, false);

    assertThat(system.done).startsWith("start index-documents better", "copy", "compare");
    assertThat(running(IndexDocuments.NAME, NEW).settings())
        .containsEntry("documents.group", "index-documents-bbb");
  }

  @Test
  void theStatusTellsBothSidesAndWhatIsNext() {
    reindex.to(NEW, Until.VERIFIED, false);
    assertThat(String.join("\n", reindex.status()))
        .contains(MODEL + "  documents-000001, behind the alias")
        .contains("better  documents-bbb-000001\n")
        .contains("job-0 runs, 0 records to read")
        .contains("Queries are answered from the old index. Next: --to better");
    reindex.to(NEW, Until.SWITCHED, false);
    assertThat(reindex.status()).last().asString().contains("Next: --finish, or --undo.");
  }
}
