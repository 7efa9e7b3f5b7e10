package io.seine.cli.reindex;

import io.seine.job.BiEncoderChoice;
import io.seine.job.IndexDocuments;
import io.seine.job.RankQueries;
import io.seine.search.IndexMove;
import io.seine.search.IndexMove.Side;
import io.seine.search.IndexReader.Counts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A system that a move can be tried on without any server: what is done to it is written down, and
 * it can break off before anything that changes it.
 */
final class ScriptedSystem implements MoveIndexes, MoveJobs, DocumentsTopic, InstantSource {
  static final BiEncoderChoice OLD = BiEncoderChoice.of(Map.of());
  static final BiEncoderChoice NEW = BiEncoderChoice.of(Map.of("bi-encoder.model", "better"));

  /** Thrown where the command is killed. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  final List<String> done = new ArrayList<>();
  final List<RunningJob> running = new ArrayList<>();
  final List<RunningJob> over = new ArrayList<>();
  final Map<String, String> savepoints = new TreeMap<>();
  final Map<String, Long> positions = new TreeMap<>();
  long end = 10;
  int freeSlots = 4;
  long now;
  Comparison comparison = good(50);

  /** After so many changes the command is killed; never when it is negative. */
  int changesLeft = -1;

  private IndexMove.@Nullable Record move;
  private String current = "documents-000001";
  private int ids;

  ScriptedSystem(Map<String, String> rankingSettings) {
    add(IndexDocuments.NAME, Map.of("embed.capacity", "7"), "old-indexing");
    add(RankQueries.NAME, rankingSettings, "old-ranking");
    positions.put("index-documents", 10L);
  }

  static Comparison good(int sampled) {
    return new Comparison(
        new Counts(9, 1), new Counts(9, 1), 0, List.of(), sampled, sampled, List.of());
  }

  RunningJob add(String name, Map<String, String> settings, String id) {
    RunningJob job = new RunningJob(id, name, settings, 1);
    running.add(job);
    return job;
  }

  String current() {
    return current;
  }

  /** What was done that changed something. */
  List<String> changes() {
    List<String> looks = List.of("copy", "compare", "checkpoint old-ranking");
    return done.stream().filter(step -> !looks.contains(step)).toList();
  }

  private void change(String what) {
    if (changesLeft == 0) {
      throw new Killed();
    }
    changesLeft--;
    done.add(what);
  }

  @Override
  public Optional<IndexMove.Record> underWay() {
    return Optional.ofNullable(move);
  }

  @Override
  public boolean isCurrent(Side side) {
    return current.equals(side.index());
  }

  @Override
  public IndexMove.Record begin(BiEncoderChoice from, BiEncoderChoice to) {
    change("create");
    move =
        new IndexMove.Record(
            new Side("documents-aaa", "documents-000001", from.settings()),
            new Side("documents-bbb", "documents-bbb-000001", to.settings()));
    return move;
  }

  @Override
  public Counts copyMissing(IndexMove.Record record) {
    done.add("copy");
    return new Counts(0, 0);
  }

  @Override
  public Comparison compare(IndexMove.Record record) {
    done.add("compare");
    return comparison;
  }

  @Override
  public Counts counts(Side side) {
    return new Counts(9, 1);
  }

  @Override
  public void point(Side to, Side no) {
    change("point to " + to.index());
    current = to.index();
  }

  @Override
  public void drop(Side side) {
    change("drop " + side.index());
    if (move != null && side.equals(move.to())) {
      move = null;
    }
  }

  @Override
  public void end(IndexMove.Record record) {
    change("end");
    move = null;
  }

  @Override
  public List<RunningJob> all(String name) {
    return running.stream().filter(job -> job.name().equals(name)).toList();
  }

  @Override
  public Optional<RunningJob> lastThatIsOver(String name, BiEncoderChoice biEncoder) {
    return over.stream()
        .filter(job -> job.name().equals(name) && job.biEncoder().equals(biEncoder))
        .findFirst();
  }

  @Override
  public Optional<String> savepointOf(RunningJob job) {
    return Optional.ofNullable(savepoints.get(job.id()));
  }

  @Override
  public int freeSlots() {
    return freeSlots;
  }

  @Override
  public RunningJob start(
      String name, Map<String, String> settings, int parallelism, @Nullable String savepoint) {
    String model = BiEncoderChoice.of(settings).model();
    change("start " + name + " " + model + (savepoint == null ? "" : " from " + savepoint));
    RunningJob job = add(name, settings, "job-" + ids++);
    if (running.stream().map(each -> each.name() + each.biEncoder()).distinct().count()
        < running.size()) {
      throw new AssertionError("two of one kind");
    }
    return job;
  }

  @Override
  public void awaitRunning(RunningJob job) {}

  @Override
  public Optional<String> hindrance(RunningJob job) {
    return Optional.empty();
  }

  @Override
  public void checkpoint(RunningJob job) {
    done.add("checkpoint " + job.id());
  }

  @Override
  public void drain(RunningJob job) {
    end("drain", job);
  }

  @Override
  public String stop(RunningJob job) {
    end("stop", job);
    savepoints.put(job.id(), "savepoint-of-" + job.id());
    return "savepoint-of-" + job.id();
  }

  @Override
  public void cancel(RunningJob job) {
    end("cancel", job);
  }

  private void end(String how, RunningJob job) {
    change(how + " " + job.name() + " " + job.biEncoder().model());
    running.remove(job);
    over.add(0, job);
  }

  @Override
  public Map<Integer, Long> ends() {
    return Map.of(0, end);
  }

  @Override
  public Map<Integer, Long> positions(String group) {
    return Map.of(0, positions.getOrDefault(group, 0L));
  }

  @Override
  public void forget(String group) {
    positions.remove(group);
  }

  /** Time passes, and whoever reads the topic reads a record. */
  void pause() {
    now += 1_000;
    for (RunningJob job : running) {
      String group = job.settings().getOrDefault("documents.group", "index-documents");
      positions.merge(group, 1L, (position, one) -> Math.min(end, position + one));
    }
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(now);
  }
}
