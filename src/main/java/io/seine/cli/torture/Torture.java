package io.seine.cli.torture;

import io.seine.cli.torture.Discrepancy.Kind;
import io.seine.job.FetchModels;
import io.seine.job.IndexDocuments;
import io.seine.job.PrepareIndex;
import io.seine.job.RankQueries;
import io.seine.job.Settings;
import io.seine.local.FaultProxy;
import io.seine.local.FlinkProcesses;
import io.seine.local.LocalCluster;
import io.seine.local.ProxyFault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A fault run: starts everything, publishes and asks while faults strike, waits until all is quiet,
 * and compares what there is with what must be.
 */
public final class Torture implements AutoCloseable {
  private static final double DOCUMENTS_PER_SECOND = 10;
  private static final double QUESTIONS_PER_SECOND = 1.5;
  private static final Duration SOWING_LIMIT = Duration.ofMinutes(4);
  private static final Duration QUIET_LIMIT = Duration.ofMinutes(8);

  /** How much longer than planned faults and records may take in all. */
  private static final Duration OVERTIME = Duration.ofMinutes(20);

  /** Longer than the longest pause, and a start after it. */
  private static final Duration JOB_MANAGER_PATIENCE = Duration.ofSeconds(90);

  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);
  private static final int TASK_MANAGERS = 2;

  /** Room for both jobs at the higher parallelism when the other TaskManager is gone. */
  private static final int SLOTS = 4;

  private final Path dir;
  private final Duration duration;
  private final long seed;
  private final Consumer<String> progress;

  private final DocumentModel model = new DocumentModel();
  private final AnswerSheet answers = new AnswerSheet();
  private final LetterSheet letters = new LetterSheet();
  private final AtomicInteger endedProcesses = new AtomicInteger();
  private final AtomicInteger replacedJobManagers = new AtomicInteger();
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "seine-torture");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean closed;
  private volatile long startNanos = System.nanoTime();

  /**
   * A run that is not started yet.
   *
   * @param dir of the data and the logs of all processes, which stay there
   * @param duration for how long faults strike
   * @param progress is told in a line what happens
   */
  public Torture(Path dir, Duration duration, long seed, Consumer<String> progress) {
    this.dir = dir;
    this.duration = duration;
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * Runs it. It may be closed from another thread meanwhile.
   *
   * @throws TortureException when it can't come to a verdict
   */
  public Report run() throws Exception {
    FetchModels.fetch(Settings.of(Map.of(), RankQueries.SETTINGS), progress);
    LocalCluster cluster = begin(new LocalCluster(LocalCluster.Options.onFreePorts(dir)));
    cluster.startWithoutFlink(progress);
    cluster.createTopics(Topics.all());
    prepareIndex(cluster);
    FaultProxy proxy = begin(FaultProxy.start(cluster.openSearchUrl(), seed));
    FlinkProcesses flink =
        begin(FlinkProcesses.start(new FlinkProcesses.Options(dir, 0, TASK_MANAGERS, SLOTS)));
    progress.accept("Flink is up: " + flink.url());
    FlinkJobs jobs = jobs(flink, cluster, proxy);
    jobs.submit(1);
    SearchServer search = new SearchServer(cluster.openSearchUrl());
    Publisher publisher = begin(new Publisher(cluster.kafkaBootstrap(), model, letters, answers));
    Topics topics = begin(new Topics(cluster.kafkaBootstrap(), answers));
    background(
        () -> {
          topics.collectResults();
          return null;
        });

    DocumentWrites writes = new DocumentWrites(seed);
    sow(writes, publisher, search);
    background(() -> watch(flink, jobs));
    Faults faults = new Faults(cluster, proxy, flink, jobs, search, this::report);
    strike(writes, publisher, faults, jobs);
    proxy.calm();

    List<Discrepancy> discrepancies = new ArrayList<>(quiet(publisher, topics, jobs));
    discrepancies.addAll(jobs.failures());
    topics.collectLetters(letters);
    discrepancies.addAll(model.compare(search.documents()));
    discrepancies.addAll(answers.compare());
    discrepancies.addAll(letters.compare());
    return report(faults, proxy, publisher, jobs, discrepancies);
  }

  private static void prepareIndex(LocalCluster cluster) throws Exception {
    PrepareIndex.prepare(
        Settings.of(
            Map.of(
                "opensearch.url", cluster.openSearchUrl(),
                "index.metadata", "shelf:keyword,year:long,day:date",
                "index.refresh-ms", "200"),
            PrepareIndex.SETTINGS));
  }

  private static FlinkJobs jobs(FlinkProcesses flink, LocalCluster cluster, FaultProxy proxy) {
    return new FlinkJobs(
        flink,
        List.of(
            "--kafka.bootstrap.servers",
            cluster.kafkaBootstrap(),
            "--opensearch.url",
            proxy.url(),
            // Shorter than the slowest answers.
            "--opensearch.timeout-ms",
            "5000"),
        List.of(
            "--documents.deleted",
            "/deleted",
            "--documents.max-bytes",
            Integer.toString(BadDocuments.MAX_BYTES)));
  }

  /** Publishes what queries ask for, and waits until the index holds it and nothing else. */
  private void sow(DocumentWrites writes, Publisher publisher, SearchServer search)
      throws InterruptedException {
    writes.sowing().forEach(publisher::publish);
    Waiting.require(
        "the index holds the documents that are published before the first fault",
        SOWING_LIMIT,
        () -> publisher.isAcknowledged() && agrees(search));
    progress.accept("The settled documents are in the index; faults strike from now on");
  }

  private boolean agrees(SearchServer search) throws InterruptedException {
    try {
      return model.compare(search.documents()).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private void strike(DocumentWrites writes, Publisher publisher, Faults faults, FlinkJobs jobs)
      throws InterruptedException {
    FaultPlan plan = FaultPlan.of(seed, duration);
    Questions questions = new Questions(seed);
    startNanos = System.nanoTime();
    List<Future<?>> parts = new ArrayList<>();
    parts.add(
        background(() -> pace(DOCUMENTS_PER_SECOND, jobs, () -> publisher.publish(writes.next()))));
    parts.add(
        background(
            () -> pace(QUESTIONS_PER_SECOND, jobs, () -> publisher.publish(questions.next()))));
    parts.add(
        background(
            () -> {
              faults.strike(plan.processes(), startNanos);
              return null;
            }));
    parts.add(
        background(
            () -> {
              faults.strike(plan.proxied(), startNanos);
              return null;
            }));
    await(parts, publisher);
  }

  /** Does something as often as fits into the run, evenly spread. */
  private Void pace(double perSecond, FlinkJobs jobs, Runnable step) throws InterruptedException {
    long steps = Math.round(duration.toMillis() / 1000.0 * perSecond);
    for (long i = 0; i < steps && !jobs.hasFailed(); i++) {
      long at = startNanos + Math.round(i * 1e9 / perSecond);
      TimeUnit.NANOSECONDS.sleep(Math.max(0, at - System.nanoTime()));
      step.run();
    }
    return null;
  }

  private void await(List<Future<?>> parts, Publisher publisher) throws InterruptedException {
    long giveUpAt = System.nanoTime() + duration.plus(OVERTIME).toNanos();
    long nextLine = System.nanoTime();
    while (!parts.stream().allMatch(Future::isDone)) {
      if (System.nanoTime() > giveUpAt) {
        throw new TortureException(
            "The faults took %d minutes longer than planned.".formatted(OVERTIME.toMinutes()));
      }
      requireNoFailure(parts);
      if (System.nanoTime() >= nextLine) {
        long documents = 0;
        for (DocumentWrite.Kind kind : DocumentWrite.Kind.values()) {
          documents += publisher.published(kind);
        }
        report(
            "%d documents published, %d queries asked, %d of them not answered yet"
                .formatted(documents, answers.questions(), answers.open()));
        nextLine += PROGRESS_INTERVAL.toNanos();
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    requireNoFailure(parts);
  }

  private static void requireNoFailure(List<Future<?>> parts) throws InterruptedException {
    for (Future<?> part : parts) {
      if (part.isDone()) {
        try {
          part.get();
        } catch (ExecutionException e) {
          throw e.getCause() instanceof RuntimeException cause
              ? cause
              : new TortureException("The fault run broke off: " + e.getCause(), e.getCause());
        }
      }
    }
  }

  /** Waits until every record was read, every question answered, and both jobs have ended. */
  private List<Discrepancy> quiet(Publisher publisher, Topics topics, FlinkJobs jobs)
      throws InterruptedException {
    report("no more faults; waiting until all is quiet");
    Waiting.require("Kafka has every record", QUIET_LIMIT, publisher::isAcknowledged);
    List<Discrepancy> stuck = new ArrayList<>();
    stuck.addAll(caughtUp(topics, jobs, IndexDocuments.NAME, Publisher.DOCUMENTS));
    stuck.addAll(caughtUp(topics, jobs, RankQueries.NAME, Publisher.QUERIES));
    if (stuck.isEmpty() && !jobs.hasFailed()) {
      report("all is read; the jobs finish what they have and end");
      stuck.addAll(jobs.drain());
    }
    Waiting.require("every result is read", QUIET_LIMIT, topics::allResultsAreRead);
    return stuck;
  }

  private static List<Discrepancy> caughtUp(Topics topics, FlinkJobs jobs, String job, String topic)
      throws InterruptedException {
    if (Waiting.until(QUIET_LIMIT, () -> jobs.hasFailed() || topics.behind(job, topic) == 0)) {
      return List.of();
    }
    return List.of(
        new Discrepancy(
            Kind.JOB,
            job,
            "all of the topic %s read within %d minutes".formatted(topic, QUIET_LIMIT.toMinutes()),
            "%d records that are not".formatted(topics.behind(job, topic))));
  }

  /** Does what a container platform does, and looks after the jobs, until the run ends. */
  private Void watch(FlinkProcesses flink, FlinkJobs jobs) throws InterruptedException {
    LivenessProbe jobManager = new LivenessProbe(JOB_MANAGER_PATIENCE, System::nanoTime);
    while (!closed) {
      int ended = flink.restartEnded();
      if (ended > 0) {
        endedProcesses.addAndGet(ended);
        report(ended + " of Flink's processes ended by themselves, and were started again");
      }
      if (jobManager.isOverdue(jobs.watch())) {
        replacedJobManagers.incrementAndGet();
        report("the JobManager runs and does not answer, and is replaced");
        flink.crashJobManager();
      }
      TimeUnit.SECONDS.sleep(1);
    }
    return null;
  }

  private void report(String line) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
    progress.accept("%02d:%02d %s".formatted(seconds / 60, seconds % 60, line));
  }

  private Report report(
      Faults faults,
      FaultProxy proxy,
      Publisher publisher,
      FlinkJobs jobs,
      List<Discrepancy> discrepancies) {
    Map<FaultKind, Integer> struck = new EnumMap<>(FaultKind.class);
    for (FaultKind kind : FaultKind.values()) {
      struck.put(kind, faults.struck(kind));
    }
    Map<ProxyFault, Long> harmed = new EnumMap<>(ProxyFault.class);
    for (ProxyFault fault : ProxyFault.values()) {
      harmed.put(fault, proxy.harmed(fault));
    }
    Map<DocumentWrite.Kind, Long> written = new EnumMap<>(DocumentWrite.Kind.class);
    for (DocumentWrite.Kind kind : DocumentWrite.Kind.values()) {
      written.put(kind, publisher.published(kind));
    }
    return new Report(
        seed,
        duration.toMillis() / 60_000.0,
        struck,
        harmed,
        written,
        model.live(),
        model.deleted(),
        answers.questions(),
        answers.repeated(),
        letters.bad(),
        letters.repeated(),
        jobs.restarts(),
        endedProcesses.get(),
        replacedJobManagers.get(),
        discrepancies,
        dir);
  }

  private <T> Future<T> background(Callable<T> task) {
    return threads.submit(task);
  }

  /** Remembers a part that {@link #close} stops; not after that. */
  private synchronized <T extends AutoCloseable> T begin(T part) throws Exception {
    if (closed) {
      part.close();
      throw new TortureException("The fault run is stopped.");
    }
    started.push(part);
    return part;
  }

  /** Stops every process; the first failure is thrown when all were told to. */
  @Override
  public synchronized void close() throws Exception {
    closed = true;
    threads.shutdownNow();
    Exception failure = null;
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
