package io.seine.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The runs that wait for a core, and the rule that says which is next: queries before documents,
 * except that documents get their share of the runs while both wait, so that indexing never
 * starves; the embedding of a query before the reading of any; queries among themselves by a {@link
 * QueryOrder}; documents in the order they came.
 *
 * <p>Plain data without threads or clocks of its own: callers hold a lock and pass the time.
 */
final class RunQueue {
  /** A run that a worker is to execute now. */
  record Next(RunBatch batch, int index) {}

  private final PriorityQueue<RunBatch> queries;
  private final Deque<RunBatch> documents = new ArrayDeque<>();
  private final double documentShare;

  /**
   * What documents are owed, in runs; grows by their share with each run of a query that passed one
   * by.
   */
  private double owedToDocuments;

  /**
   * @param documentShare the part of the runs, in 0–1, that documents get while queries wait too
   */
  RunQueue(QueryOrder order, double documentShare) {
    this.queries =
        new PriorityQueue<>(Comparator.comparing(RunBatch::lane).thenComparing(order.comparator()));
    this.documentShare = documentShare;
  }

  void add(RunBatch batch) {
    if (batch.lane() == Lane.DOCUMENT) {
      documents.add(batch);
    } else {
      queries.add(batch);
    }
  }

  /**
   * Takes the next run, or null when none waits.
   *
   * @param over receives the batches that ended without a run being handed out: cancelled or too
   *     late
   */
  @Nullable Next poll(long nowMillis, List<RunBatch> over) {
    dropEnded(nowMillis, over);
    boolean bothWait = !queries.isEmpty() && !documents.isEmpty();
    if (bothWait) {
      owedToDocuments += documentShare;
    }
    if (!documents.isEmpty() && (queries.isEmpty() || owedToDocuments >= 1)) {
      owedToDocuments = bothWait ? owedToDocuments - 1 : 0;
      RunBatch batch = documents.getFirst();
      Next next = new Next(batch, batch.begin());
      if (!batch.hasNext()) {
        documents.removeFirst();
      }
      return next;
    }
    // Taken out and put back: its place in the order may depend on how much of it has begun.
    RunBatch batch = queries.poll();
    if (batch == null) {
      return null;
    }
    Next next = new Next(batch, batch.begin());
    if (batch.hasNext()) {
      queries.add(batch);
    }
    return next;
  }

  /**
   * Takes the next run, and with it others of the same model and lane that can be executed at once.
   * They come in the order in which they would come anyway, but for those that are too long or too
   * short for this batch, which the others pass by; runs of one query or document never do.
   */
  List<Next> pollTogether(long nowMillis, BatchLimits limits, List<RunBatch> over) {
    Next first = poll(nowMillis, over);
    if (first == null) {
      return List.of();
    }
    if (!(first.batch().run() instanceof JoinableRun run)) {
      return List.of(first);
    }
    Joined joined = new Joined(first, run, limits);
    boolean document = first.batch().lane() == Lane.DOCUMENT;
    if (document) {
      joinDocuments(joined);
    } else {
      joinQueries(joined);
    }
    if (!queries.isEmpty() && !documents.isEmpty()) {
      int others = joined.runs.size() - 1;
      owedToDocuments += documentShare * others - (document ? others : 0);
    }
    return joined.runs;
  }

  /** Runs that are executed at once, as they are gathered. */
  private static final class Joined {
    final List<Next> runs = new ArrayList<>();
    private final Lane lane;
    private final JoinableRun.Model model;
    private final BatchLimits limits;
    private int shortest;
    private int longest;

    Joined(Next first, JoinableRun run, BatchLimits limits) {
      this.runs.add(first);
      this.lane = first.batch().lane();
      this.model = run.model();
      this.limits = limits;
      this.shortest = run.length(first.index());
      this.longest = shortest;
    }

    /** Takes the next run of a batch, if it has one that goes with the others. */
    boolean take(RunBatch batch) {
      if (!batch.hasNext()
          || batch.lane() != lane
          || !(batch.run() instanceof JoinableRun run)
          || run.model() != model) {
        return false;
      }
      int length = run.length(batch.begun());
      int newShortest = Math.min(shortest, length);
      int newLongest = Math.max(longest, length);
      if (!limits.allow(runs.size() + 1, newShortest, newLongest)) {
        return false;
      }
      shortest = newShortest;
      longest = newLongest;
      runs.add(new Next(batch, batch.begin()));
      return true;
    }

    boolean isFull() {
      return !limits.allow(runs.size() + 1, longest, longest);
    }
  }

  private void joinDocuments(Joined joined) {
    Iterator<RunBatch> each = documents.iterator();
    while (each.hasNext() && !joined.isFull()) {
      RunBatch batch = each.next();
      boolean taken = false;
      while (joined.take(batch)) {
        taken = true;
      }
      if (taken && !batch.hasNext()) {
        each.remove();
      }
    }
  }

  private void joinQueries(Joined joined) {
    List<RunBatch> passedBy = new ArrayList<>();
    while (!queries.isEmpty() && !joined.isFull()) {
      RunBatch batch = queries.remove();
      if (!joined.take(batch)) {
        passedBy.add(batch);
      } else if (batch.hasNext()) {
        queries.add(batch);
      }
    }
    queries.addAll(passedBy);
  }

  /** Takes out everything, for the end. */
  List<RunBatch> clear() {
    List<RunBatch> all = new ArrayList<>(queries);
    all.addAll(documents);
    queries.clear();
    documents.clear();
    return all;
  }

  int waiting(Lane lane) {
    return lane == Lane.DOCUMENT
        ? documents.size()
        : (int) queries.stream().filter(batch -> batch.lane() == lane).count();
  }

  private void dropEnded(long nowMillis, List<RunBatch> over) {
    // Not only the first: in some orders one that is too late would never come first again.
    queries.removeIf(
        batch -> {
          boolean ended = !batch.hasNext() || batch.deadlineMillis() <= nowMillis;
          if (ended) {
            drop(batch, over);
          }
          return ended;
        });
    while (!documents.isEmpty() && !documents.getFirst().hasNext()) {
      drop(documents.removeFirst(), over);
    }
  }

  private static void drop(RunBatch batch, List<RunBatch> over) {
    batch.cancel();
    if (batch.isOver()) {
      over.add(batch);
    }
  }
}
