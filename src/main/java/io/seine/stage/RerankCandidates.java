package io.seine.stage;

import io.seine.inference.CrossEncoder;
import io.seine.inference.Reading;
import io.seine.message.Query;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Models;
import io.seine.message.RankedResult.Retrieval;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import io.seine.message.ReadingMode;
import io.seine.message.RecordKind;
import io.seine.message.Reranking;
import io.seine.search.Candidate;
import io.seine.search.Fusion;
import io.seine.text.Headed;
import io.seine.text.Passage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the cross-encoder read a query with its candidates, and orders them by what it said and what
 * the retrieval knew. Of each it reads the passages that the retrieval brought up, and the best
 * counts. The answer leaves by the query's deadline with the candidates that were read until then.
 */
public final class RerankCandidates implements Stage<RetrievedQuery, AnsweredQuery> {
  private static final Logger LOG = LoggerFactory.getLogger(RerankCandidates.class);

  /**
   * The beginning of a title that is read above a passage. What follows would take the room of the
   * passage, whose end is cut, and its time in every pair; a title may be as large as a record.
   */
  private static final int TITLE_CHARACTERS = 500;

  /** As much of a title without a passage as the tokens of a model may stand for. */
  private static final int TITLE_ALONE_CHARACTERS = 8_192;

  /** Reads a query with passages. */
  @FunctionalInterface
  public interface Reader {
    Reading read(String query, List<String> passages, long deadlineMillis);
  }

  private final Reader reader;
  private final Fusion fusion;
  private final ReadingPolicy adaptive;
  private final boolean titles;
  private final Models models;
  private final InstantSource clock;
  private final LongConsumer pairs;
  private final LongConsumer pairsSaved;
  private final LongConsumer failures;
  private final SparseLog log = new SparseLog(LOG);
  private final LongConsumer answers;
  private final Map<Status, LongConsumer> results = new EnumMap<>(Status.class);

  /**
   * @param adaptive says when enough is read for a query that asks for it
   * @param titles whether passages are read under the title of their document
   */
  public RerankCandidates(
      Reader reader,
      Fusion fusion,
      ReadingPolicy adaptive,
      boolean titles,
      Models models,
      InstantSource clock,
      Telemetry telemetry) {
    this.reader = reader;
    this.fusion = fusion;
    this.adaptive = adaptive;
    this.titles = titles;
    this.models = models;
    this.clock = clock;
    this.pairs = telemetry.counter("pairs");
    this.pairsSaved = telemetry.counter("pairs_saved");
    this.failures = telemetry.counter("reading_failures");
    this.answers = telemetry.timer("answer");
    for (Status status : List.of(Status.RANKED, Status.PARTIAL, Status.UNRANKED)) {
      results.put(status, telemetry.counter("results", "status", status.code()));
    }
  }

  @Override
  public CompletionStage<Outcome<AnsweredQuery>> apply(RetrievedQuery retrieved) {
    Stopwatch watch = new Stopwatch();
    Query query = retrieved.pending().query();
    if (query.rerank() == Reranking.OFF) {
      return answered(
          retrieved,
          Status.UNRANKED,
          "nothing is to be read, by the query or by the job's settings",
          0);
    }
    List<Candidate> candidates = toRead(retrieved);
    if (candidates.isEmpty()) {
      return answered(retrieved, Status.RANKED, null, 0);
    }
    long remaining = query.deadlineMillis() - clock.millis();
    if (remaining <= 0) {
      return answered(retrieved, Status.UNRANKED, "the deadline came before the reading", 0);
    }
    Reading reading;
    try {
      reading =
          reader.read(
              query.text(),
              candidates.stream().flatMap(this::texts).toList(),
              query.deadlineMillis());
    } catch (RuntimeException e) {
      countFailure(retrieved.pending(), e);
      return answered(retrieved, Status.UNRANKED, "the cross-encoder failed (" + e + ")", 0);
    }
    Fusion weights = weights(query);
    List<Fusion.Features> features = features(retrieved);
    LimitedReading limited =
        LimitedReading.of(
            new CandidateReading(
                reading, candidates.stream().map(each -> each.passages().size()).toList()),
            query.reading() == ReadingMode.ADAPTIVE ? adaptive : ReadingPolicy.ALL,
            (index, logit) -> weights.logOdds(logit, features.get(index)),
            query.k());
    return limited
        .completion()
        .copy()
        .completeOnTimeout(null, remaining, TimeUnit.MILLISECONDS)
        .handle(
            (nothing, thrown) -> {
              limited.cancel();
              if (thrown != null && Causes.root(thrown) instanceof CancellationException given) {
                // Given up because something closed: no failure of the model's.
                throw given;
              }
              return answer(retrieved, limited, thrown, watch.millis());
            });
  }

  /** The passages of a candidate as they are read, nearest first. */
  private Stream<String> texts(Candidate candidate) {
    return candidate.passages().stream().map(passage -> text(candidate.title(), passage.text()));
  }

  private String text(String title, String passage) {
    if (passage.isBlank()) {
      return beginning(title, TITLE_ALONE_CHARACTERS);
    }
    return titles ? Headed.text(beginning(title, TITLE_CHARACTERS), passage) : passage;
  }

  /** So many characters at most, and no half of one at the end. */
  private static String beginning(String text, int characters) {
    if (text.length() <= characters) {
      return text;
    }
    boolean inPair = Character.isHighSurrogate(text.charAt(characters - 1));
    return text.substring(0, inPair ? characters - 1 : characters);
  }

  private static List<Candidate> toRead(RetrievedQuery retrieved) {
    List<Candidate> all = retrieved.candidates();
    return all.subList(0, Math.min(all.size(), retrieved.pending().query().candidates()));
  }

  private Outcome<AnsweredQuery> answer(
      RetrievedQuery retrieved, LimitedReading reading, @Nullable Throwable thrown, double millis) {
    int size = toRead(retrieved).size();
    // Read once: a run that is under way may end while the answer is made.
    int needed = reading.needed();
    Map<Integer, CandidateReading.Best> bests = new HashMap<>();
    for (int i = 0; i < needed; i++) {
      CandidateReading.Best best = reading.best(i);
      if (best != null) {
        bests.put(i, best);
      }
    }
    int read = bests.size();
    pairs.accept(reading.pairsRead(needed));
    pairsSaved.accept(reading.pairsAfter(needed));
    Status status = read == needed ? Status.RANKED : read == 0 ? Status.UNRANKED : Status.PARTIAL;
    String reason = null;
    if (status != Status.RANKED) {
      String what =
          thrown == null
              ? "the deadline came"
              : "the cross-encoder failed (" + Causes.root(thrown) + ")";
      reason = "%s after %d of %d candidates".formatted(what, read, size);
    }
    if (thrown != null) {
      countFailure(retrieved.pending(), thrown);
    }
    return Outcome.output(result(retrieved, status, reason, hits(retrieved, bests), read, millis));
  }

  private CompletionStage<Outcome<AnsweredQuery>> answered(
      RetrievedQuery retrieved, Status status, @Nullable String reason, double millis) {
    return CompletableFuture.completedFuture(
        Outcome.output(result(retrieved, status, reason, hits(retrieved, Map.of()), 0, millis)));
  }

  private AnsweredQuery result(
      RetrievedQuery retrieved,
      Status status,
      @Nullable String reason,
      List<Hit> hits,
      int read,
      double rerankMillis) {
    LongConsumer counter = results.get(status);
    if (counter != null) {
      counter.accept(1);
    }
    PendingQuery pending = retrieved.pending();
    String degradation = retrieved.degradation();
    String reasons =
        reason == null ? degradation : degradation == null ? reason : degradation + "; " + reason;
    double total = Math.max(0, clock.millis() - pending.source().timestamp());
    answers.accept(TimeUnit.MILLISECONDS.toNanos((long) total));
    AnsweredQuery answered =
        new AnsweredQuery(
            pending.source(),
            new RankedResult(
                pending.query().id(),
                pending.query().text(),
                status,
                reasons,
                hits,
                pending.query().rerank() == Reranking.OFF ? 0 : toRead(retrieved).size(),
                read,
                new Timings(
                    pending.queuedMillis(),
                    retrieved.embedMillis(),
                    retrieved.retrieveMillis(),
                    rerankMillis,
                    total),
                models));
    log(answered);
    return answered;
  }

  /** A line a query would be the most of a log: only for who asks for it. */
  private static void log(AnsweredQuery answered) {
    if (LOG.isDebugEnabled()) {
      RankedResult result = answered.result();
      LogFields.of(RecordKind.QUERY, answered.source(), result.queryId())
          .around(
              () ->
                  LOG.debug(
                      "Query {} is {} after {} ms: {} of {} candidates were read",
                      LogFields.quoted(result.queryId()),
                      result.status().code(),
                      Math.round(result.timings().total()),
                      result.reranked(),
                      result.candidates()));
    }
  }

  private record Scored(Candidate candidate, CandidateReading.@Nullable Best best, double score) {}

  /**
   * The first k of all candidates: those that were read by their score, then the others in
   * retrieval order.
   *
   * @param bests what was read, by the candidate's place in retrieval order, from 0
   */
  private List<Hit> hits(RetrievedQuery retrieved, Map<Integer, CandidateReading.Best> bests) {
    List<Scored> read = new ArrayList<>();
    List<Scored> unread = new ArrayList<>();
    Query query = retrieved.pending().query();
    Fusion weights = weights(query);
    List<Fusion.Features> features = features(retrieved);
    for (int i = 0; i < retrieved.candidates().size(); i++) {
      Candidate candidate = retrieved.candidates().get(i);
      CandidateReading.Best best = bests.get(i);
      if (best == null) {
        unread.add(new Scored(candidate, null, weights.score(features.get(i))));
      } else {
        read.add(new Scored(candidate, best, weights.score(best.logit(), features.get(i))));
      }
    }
    read.sort(
        Comparator.comparingDouble(Scored::score)
            .reversed()
            .thenComparingInt(scored -> scored.candidate().rank()));
    // An unread hit stands below every read one, and below those that the retrieval put before it;
    // its score must not say otherwise.
    double ceiling = read.isEmpty() ? 1 : read.get(read.size() - 1).score();
    List<Hit> hits = new ArrayList<>();
    for (Scored scored : read) {
      hits.add(hit(hits.size() + 1, scored, scored.score()));
    }
    for (Scored scored : unread) {
      ceiling = Math.min(ceiling, scored.score());
      hits.add(hit(hits.size() + 1, scored, ceiling));
    }
    return List.copyOf(hits.subList(0, Math.min(hits.size(), query.k())));
  }

  private Fusion weights(Query query) {
    return query.rerank() == Reranking.ALONE ? Fusion.ALONE : fusion;
  }

  private static List<Fusion.Features> features(RetrievedQuery retrieved) {
    return Fusion.features(
        retrieved.candidates().stream().map(RerankCandidates::known).toList(),
        retrieved.pending().query().candidates());
  }

  private static Hit hit(int rank, Scored scored, double score) {
    Candidate candidate = scored.candidate();
    CandidateReading.Best best = scored.best();
    Passage passage = candidate.passages().get(best == null ? 0 : best.passage());
    return new Hit(
        rank,
        candidate.id(),
        score,
        candidate.title(),
        passage.text(),
        passage.start(),
        passage.end(),
        candidate.metadata(),
        best != null,
        best == null ? null : CrossEncoder.sigmoid(best.logit()),
        known(candidate));
  }

  private static Retrieval known(Candidate candidate) {
    return new Retrieval(
        candidate.rank(),
        candidate.score(),
        candidate.keywordRank(),
        candidate.documentRank(),
        candidate.passageRank(),
        candidate.keywordScore(),
        candidate.documentSimilarity(),
        candidate.passageSimilarity());
  }

  private void countFailure(PendingQuery pending, Throwable thrown) {
    failures.accept(1);
    LogFields.of(RecordKind.QUERY, pending.source(), pending.query().id())
        .around(
            () ->
                log.warn(
                    "The cross-encoder failed on the query at " + pending.source().position(),
                    thrown));
  }
}
