package io.seine.cli.reindex;

import io.seine.cli.operations.OperationException;
import io.seine.cli.reindex.MoveJobs.RunningJob;
import io.seine.job.BiEncoderChoice;
import io.seine.job.IndexDocuments;
import io.seine.job.RankQueries;
import io.seine.search.IndexMove;
import io.seine.search.IndexMove.Side;
import io.seine.search.IndexReader.Counts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The move of a running system from one bi-encoder to another.
 *
 * <p>Which step is next is seen from what there is (indexes, the alias, jobs and how far they have
 * read) and from nothing else: so it can be broken off anywhere, and goes on when it is called
 * again. Queries are answered throughout, each from the index of the bi-encoder that embedded it.
 */
public final class Reindex {
  private static final String INDEXING = IndexDocuments.NAME;
  private static final String RANKING = RankQueries.NAME;
  private static final String GROUP = "documents.group";
  private static final String DOCUMENTS_START = "documents.start";
  private static final String QUERIES_START = "queries.start";
  private static final String DELIVERY = "results.delivery";

  /** Caught up is who reads in less than this what there was at its beginning. */
  private static final Duration NEAR = Duration.ofSeconds(60);

  private static final Duration TELL = Duration.ofSeconds(5);

  private final MoveIndexes indexes;
  private final MoveJobs jobs;
  private final DocumentsTopic topic;
  private final Consumer<String> out;
  private final InstantSource clock;
  private final Runnable pause;

  /**
   * @param out is told in lines what is done
   * @param pause waits until it is worth looking again
   */
  public Reindex(
      MoveIndexes indexes,
      MoveJobs jobs,
      DocumentsTopic topic,
      Consumer<String> out,
      InstantSource clock,
      Runnable pause) {
    this.indexes = indexes;
    this.jobs = jobs;
    this.topic = topic;
    this.out = out;
    this.clock = clock;
    this.pause = pause;
  }

  /** How far a move is to go. */
  public enum Until {
    /** The new index is verified; queries are still answered from the old one. */
    VERIFIED,
    /** Queries are answered from the new index. */
    SWITCHED
  }

  /**
   * Moves to a bi-encoder, or goes on with that.
   *
   * @param despiteDifferences whether to go on when the indexes do not hold the same
   * @throws OperationException when something has to be done first; the message says what
   */
  public void to(BiEncoderChoice to, Until until, boolean despiteDifferences) {
    IndexMove.Record move = indexes.underWay().orElseGet(() -> begin(to));
    if (!choice(move.to()).equals(to)) {
      throw new OperationException(
          "A move from %s to %s is under way. Go on with it (--to %s), or take it back first (--undo)."
              .formatted(name(move.from()), name(move.to()), name(move.to())));
    }
    RunningJob indexing = keepCurrent(move);
    if (!answersBegan(move)) {
      awaitCaughtUp(indexing);
      complete(move);
      verify(move, despiteDifferences);
      if (until == Until.VERIFIED) {
        out.accept(
            "The new index is ready, and kept current. Queries are still answered from the old one; run this again without --no-switch to switch.");
        return;
      }
    }
    answerFrom(move.to(), move.from());
    out.accept(
        "Queries are answered by %s. The old index is still kept current: --undo goes back to it, --finish removes it."
            .formatted(name(move.to())));
    out.accept(
        "From now on the properties of all three jobs have to say bi-encoder.model = %s."
            .formatted(name(move.to())));
  }

  private IndexMove.Record begin(BiEncoderChoice to) {
    RunningJob indexing = only(INDEXING);
    RunningJob ranking = only(RANKING);
    BiEncoderChoice from = indexing.biEncoder();
    if (!ranking.biEncoder().equals(from)) {
      throw new OperationException(
          "index-documents runs with %s and rank-queries with %s, and no move is under way. Start both with the one that the index is made for."
              .formatted(from.model(), ranking.biEncoder().model()));
    }
    if (from.equals(to)) {
      throw new OperationException("The jobs use %s already.".formatted(to.model()));
    }
    int wanted = indexing.parallelism() + (overlaps(ranking) ? ranking.parallelism() : 0);
    int free = jobs.freeSlots();
    if (free < wanted) {
      throw new OperationException(
          "A second index-documents%s %s %d free %s, and the cluster has %d. Add TaskManagers."
              .formatted(
                  overlaps(ranking) ? ", and for a moment a second rank-queries," : "",
                  overlaps(ranking) ? "take" : "takes",
                  wanted,
                  wanted == 1 ? "slot" : "slots",
                  free));
    }
    IndexMove.Record move = indexes.begin(from, to);
    topic.forget(group(move, indexing));
    out.accept(
        "Made the index %s for %s, otherwise like %s."
            .formatted(move.to().index(), name(move.to()), move.from().index()));
    return move;
  }

  private RunningJob only(String name) {
    List<RunningJob> found = jobs.all(name);
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new OperationException(
        found.isEmpty()
            ? "There is no %s on the cluster. A move is for a system that runs: submit it first."
                .formatted(name)
            : "There are %d jobs %s on the cluster, and no move is under way. Stop all but one."
                .formatted(found.size(), name));
  }

  /** Sees that a job keeps the new index current. */
  private RunningJob keepCurrent(IndexMove.Record move) {
    Optional<RunningJob> there = jobs.find(INDEXING, choice(move.to()));
    if (there.isPresent()) {
      jobs.awaitRunning(there.get());
      return there.get();
    }
    RunningJob old =
        jobs.find(INDEXING, choice(move.from()))
            .or(() -> jobs.lastThatIsOver(INDEXING, choice(move.to())))
            .orElseThrow(
                () ->
                    new OperationException(
                        "There is no index-documents on the cluster, whose settings the one for the new index would have. Submit it again with %s, then go on."
                            .formatted(name(move.from()))));
    Map<String, String> settings = choice(move.to()).in(old.settings());
    settings.put(GROUP, group(move, old));
    // Where it was before, if it was: what it had under way then is copied from the old index.
    settings.put(DOCUMENTS_START, "committed");
    RunningJob started = jobs.start(INDEXING, settings, old.parallelism(), null);
    out.accept("Started index-documents for %s: %s".formatted(name(move.to()), started.id()));
    return started;
  }

  /** A group of its own for each index, since each is as far as it is. */
  private static String group(IndexMove.Record move, RunningJob like) {
    String group = like.settings().getOrDefault(GROUP, INDEXING);
    String to = suffix(move.to());
    for (String suffix : List.of(to, suffix(move.from()))) {
      if (group.endsWith(suffix)) {
        group = group.substring(0, group.length() - suffix.length());
      }
    }
    return group + to;
  }

  private static String suffix(Side side) {
    return side.modelAlias().substring(side.modelAlias().lastIndexOf('-'));
  }

  private void awaitCaughtUp(RunningJob job) {
    String group = job.settings().getOrDefault(GROUP, INDEXING);
    while (true) {
      long beganAt = clock.millis();
      awaitPast(job, group, topic.ends());
      if (clock.millis() - beganAt < NEAR.toMillis()) {
        return;
      }
    }
  }

  private void awaitPast(RunningJob job, String group, Map<Integer, Long> ends) {
    long beganAt = clock.millis();
    long toldAt = beganAt;
    long atFirst = left(ends, topic.positions(group));
    for (long left = atFirst; left > 0; left = left(ends, topic.positions(group))) {
      pause.run();
      long now = clock.millis();
      if (now - toldAt >= TELL.toMillis()) {
        toldAt = now;
        double rate = (atFirst - left) * 1000.0 / (now - beganAt);
        out.accept(
            "    %,d records to read%s%s"
                .formatted(
                    left,
                    rate == 0 ? "" : ", %,.0f a second".formatted(rate),
                    jobs.hindrance(job).map(why -> ". " + why).orElse("")));
      }
    }
  }

  private static long left(Map<Integer, Long> ends, Map<Integer, Long> positions) {
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L)))
        .sum();
  }

  private void complete(IndexMove.Record move) {
    Counts copied = indexes.copyMissing(move);
    out.accept(
        copied.documents() + copied.tombstones() == 0
            ? "Read the documents topic; it held everything that the old index holds."
            : "Read the documents topic, and copied from the old index what was not in it or still under way: %,d documents, %,d tombstones."
                .formatted(copied.documents(), copied.tombstones()));
  }

  private void verify(IndexMove.Record move, boolean despiteDifferences) {
    Comparison comparison = indexes.compare(move);
    out.accept(
        "Compared: %,d documents and %,d tombstones in the old index, %,d and %,d in the new; %s. %d of %d documents drawn by chance are found by their own text."
            .formatted(
                comparison.from().documents(),
                comparison.from().tombstones(),
                comparison.to().documents(),
                comparison.to().tombstones(),
                comparison.differences() == 0
                    ? "each is in the new one at the same version or a later one"
                    : "%,d differ".formatted(comparison.differences()),
                comparison.found(),
                comparison.sampled()));
    comparison.differing().forEach(line -> out.accept("    " + line));
    comparison.lost().forEach(id -> out.accept("    not found by its own text: " + id));
    if (!comparison.isGood() && !despiteDifferences) {
      throw new OperationException(
          "Queries are still answered from the old index, since the new one is not as good. Mend the cause and run this again; or go on all the same with --despite-differences; or take it back with --undo.");
    }
  }

  /** Whether somebody answers from the new index already. */
  private boolean answersBegan(IndexMove.Record move) {
    return indexes.isCurrent(move.to()) || jobs.find(RANKING, choice(move.to())).isPresent();
  }

  /**
   * Has queries answered from one index and no more from the other. Nobody waits meanwhile: the job
   * for the one runs before that for the other is stopped, from an offset that the other had read
   * by then, and the other answers all that it has read.
   */
  private void answerFrom(Side side, Side other) {
    Optional<RunningJob> before = jobs.find(RANKING, choice(other));
    Optional<RunningJob> there = jobs.find(RANKING, choice(side));
    if (there.isPresent()) {
      jobs.awaitRunning(there.get());
    } else {
      RunningJob started = startRanking(side, other, before.orElse(null));
      out.accept("Started rank-queries for %s: %s".formatted(name(side), started.id()));
    }
    if (!indexes.isCurrent(side)) {
      indexes.point(side, other);
      out.accept("The alias stands for %s.".formatted(side.index()));
    }
    // Again, since it may have been stopped just now.
    Optional<RunningJob> left = jobs.find(RANKING, choice(other));
    if (left.isPresent()) {
      jobs.drain(left.get());
      out.accept(
          "Stopped rank-queries for %s; it has answered all that it had read."
              .formatted(name(other)));
    }
  }

  private RunningJob startRanking(Side side, Side other, @Nullable RunningJob before) {
    if (before != null && overlaps(before)) {
      jobs.checkpoint(before);
      return startRanking(side, before, null);
    }
    if (before != null) {
      return startRanking(side, before, jobs.stop(before));
    }
    // Broken off after a stop: it goes on from there.
    RunningJob last =
        jobs.lastThatIsOver(RANKING, choice(other))
            .orElseThrow(
                () ->
                    new OperationException(
                        "There is no rank-queries on the cluster, whose settings the one for %s would have. Submit it again with %s, then go on."
                            .formatted(name(side), name(other))));
    return startRanking(side, last, jobs.savepointOf(last).orElse(null));
  }

  private RunningJob startRanking(Side side, RunningJob like, @Nullable String savepoint) {
    Map<String, String> settings = choice(side).in(like.settings());
    settings.put(QUERIES_START, "committed");
    return jobs.start(RANKING, settings, like.parallelism(), savepoint);
  }

  /**
   * Whether two may answer at once for a moment: where each result may come once only, and two
   * would fence off each other's transactions, they must not.
   */
  private static boolean overlaps(RunningJob ranking) {
    return !"exactly-once".equals(ranking.settings().get(DELIVERY));
  }

  /**
   * Takes the move back that is under way, as far as it came.
   *
   * @throws OperationException when there is none, or it cannot be
   */
  public void undo() {
    IndexMove.Record move = underWay();
    if (answersBegan(move)) {
      RunningJob indexing =
          jobs.find(INDEXING, choice(move.from()))
              .orElseThrow(
                  () ->
                      new OperationException(
                          "No index-documents keeps the old index current any more. Submit it again with %s, then undo."
                              .formatted(name(move.from()))));
      jobs.awaitRunning(indexing);
      awaitCaughtUp(indexing);
      answerFrom(move.from(), move.to());
    }
    Optional<RunningJob> indexing = jobs.find(INDEXING, choice(move.to()));
    if (indexing.isPresent()) {
      jobs.cancel(indexing.get());
      out.accept("Ended index-documents for %s.".formatted(name(move.to())));
    }
    indexes.drop(move.to());
    out.accept(
        "Removed %s. Everything is as before, by %s."
            .formatted(move.to().index(), name(move.from())));
  }

  /**
   * Ends the move that is under way: the old index, and the job that keeps it current, are removed.
   *
   * @throws OperationException when queries are still answered from it
   */
  public void finish() {
    IndexMove.Record move = underWay();
    boolean switched =
        indexes.isCurrent(move.to())
            && jobs.find(RANKING, choice(move.to())).isPresent()
            && jobs.find(RANKING, choice(move.from())).isEmpty();
    if (!switched) {
      throw new OperationException(
          "Queries are not answered from the new index alone yet. Run --to %s first."
              .formatted(name(move.to())));
    }
    Optional<RunningJob> indexing = jobs.find(INDEXING, choice(move.from()));
    if (indexing.isPresent()) {
      jobs.cancel(indexing.get());
      out.accept("Ended index-documents for %s.".formatted(name(move.from())));
    }
    indexes.drop(move.from());
    indexes.end(move);
    out.accept("Removed %s. The move is over.".formatted(move.from().index()));
  }

  /** How the move stands, in lines. */
  public List<String> status() {
    Optional<IndexMove.Record> found = indexes.underWay();
    if (found.isEmpty()) {
      return List.of("No move is under way.");
    }
    IndexMove.Record move = found.get();
    List<String> lines = new ArrayList<>();
    lines.add("A move from %s to %s is under way.".formatted(name(move.from()), name(move.to())));
    for (Side side : List.of(move.from(), move.to())) {
      Counts counts = indexes.counts(side);
      lines.add("");
      lines.add(
          "%s  %s%s"
              .formatted(
                  name(side), side.index(), indexes.isCurrent(side) ? ", behind the alias" : ""));
      lines.add(
          "  holds            %,d documents, %,d tombstones"
              .formatted(counts.documents(), counts.tombstones()));
      lines.add("  index-documents  " + indexing(side));
      lines.add(
          "  rank-queries     " + jobs.find(RANKING, choice(side)).map(this::state).orElse("-"));
    }
    lines.add("");
    lines.add(next(move));
    return lines;
  }

  private String indexing(Side side) {
    return jobs.find(INDEXING, choice(side))
        .map(
            job ->
                "%s, %,d records to read"
                    .formatted(
                        state(job),
                        left(
                            topic.ends(),
                            topic.positions(job.settings().getOrDefault(GROUP, INDEXING)))))
        .orElse("-");
  }

  private String state(RunningJob job) {
    return job.id() + jobs.hindrance(job).map(why -> ": " + why).orElse(" runs");
  }

  private String next(IndexMove.Record move) {
    boolean old = jobs.find(RANKING, choice(move.from())).isPresent();
    boolean moved =
        indexes.isCurrent(move.to()) && jobs.find(RANKING, choice(move.to())).isPresent() && !old;
    return moved
        ? "Queries are answered from the new index. Next: --finish, or --undo."
        : "Queries are %s. Next: --to %s, which goes on; or --undo."
            .formatted(
                answersBegan(move) ? "being moved to the new index" : "answered from the old index",
                name(move.to()));
  }

  private IndexMove.Record underWay() {
    return indexes
        .underWay()
        .orElseThrow(() -> new OperationException("No move is under way. Begin one with --to."));
  }

  private static BiEncoderChoice choice(Side side) {
    return new BiEncoderChoice(side.settings());
  }

  private static String name(Side side) {
    return choice(side).model();
  }
}
