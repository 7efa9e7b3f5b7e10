package io.seine.cli.torture;

import io.seine.local.ProxyFault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A kind of fault, with how long it is expected to last. */
enum FaultKind {
  KILL_TASK_MANAGER("kill -9 of a TaskManager", 2),
  KILL_JOB_MANAGER("kill -9 of the JobManager", 2),
  KILL_OPENSEARCH("kill -9 of OpenSearch", 10),
  KILL_KAFKA("kill -9 of Kafka", 6),
  STOP_TASK_MANAGER("SIGSTOP of a TaskManager, 30 s", 30),
  STOP_JOB_MANAGER("SIGSTOP of the JobManager, 30 s", 30),
  STOP_OPENSEARCH("SIGSTOP of OpenSearch, 30 s", 30),
  STOP_KAFKA("SIGSTOP of Kafka, 30 s", 30),
  FULL_DISK("disk over its flood stage, index read-only", 25),
  SAVEPOINT("savepoint of both jobs, and restore", 15),
  RESCALE("rescale of both jobs from savepoints", 15),
  ANSWER_429("OpenSearch answers 429", 6, ProxyFault.TOO_MANY_REQUESTS),
  ANSWER_503("OpenSearch answers 503", 6, ProxyFault.UNAVAILABLE),
  CUT_BEFORE("connection cut before the request arrived", 6, ProxyFault.CUT_BEFORE),
  CUT_AFTER("connection cut after the request was done", 6, ProxyFault.CUT_AFTER),
  SLOW("OpenSearch answers 0.5 to 8 s late", 10, ProxyFault.SLOW),
  ITEMS_429("items of a bulk answered 429", 6, ProxyFault.SOME_ITEMS_REJECTED);

  private final String label;
  private final Duration lasts;
  private final @Nullable ProxyFault proxied;

  FaultKind(String label, int seconds) {
    this(label, seconds, null);
  }

  FaultKind(String label, int seconds, @Nullable ProxyFault proxied) {
    this.label = label;
    this.lasts = Duration.ofSeconds(seconds);
    this.proxied = proxied;
  }

  /** What people call it. */
  String label() {
    return label;
  }

  Duration lasts() {
    return lasts;
  }

  /** What the proxy in front of OpenSearch does; null for a fault of processes. */
  @Nullable ProxyFault proxied() {
    return proxied;
  }
}
