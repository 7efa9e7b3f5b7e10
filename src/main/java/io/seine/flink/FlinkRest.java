package io.seine.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A client of a Flink cluster's REST interface. Thread-safe.
 *
 * <p>Every method throws a {@link FlinkRestException} when the cluster does not answer, or refuses.
 */
public final class FlinkRest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The job jar has some 40 MB, and the way to the cluster may be slow. */
  private static final Duration UPLOAD_PATIENCE = Duration.ofMinutes(15);

  /** As long as Flink itself gives a savepoint unless it is told otherwise, and some. */
  private static final Duration SAVEPOINT_PATIENCE = Duration.ofMinutes(11);

  private static final long LOOK_AGAIN_MILLIS = 200;

  private final URI url;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  /**
   * A job on the cluster.
   *
   * @param state RUNNING, FINISHED, FAILED and so on, as Flink calls it
   * @param startedAt when it was submitted
   * @param runningTasks of all its tasks
   */
  public record FlinkJob(
      String id,
      String name,
      String state,
      Instant startedAt,
      Duration runningFor,
      int runningTasks,
      int tasks) {
    /** Whether it runs, with every task. */
    public boolean isRunning() {
      return state.equals("RUNNING") && runningTasks == tasks;
    }

    /** Whether it will never run again. */
    public boolean isOver() {
      return List.of("FINISHED", "CANCELED", "FAILED").contains(state);
    }
  }

  /** The cluster's size. */
  public record Overview(int taskManagers, int slots, int freeSlots) {}

  /**
   * The checkpoints of a job since it was submitted.
   *
   * @param failed how many; those that did not begin, since not all tasks ran, are left out while
   *     no other failed
   * @param whyFailed what Flink says of the last that failed; null where none did
   * @param latest the last that is complete
   */
  public record Checkpoints(
      long completed, long failed, @Nullable String whyFailed, @Nullable Checkpoint latest) {}

  /**
   * A checkpoint that is complete.
   *
   * @param path where it lies; a job can go on from there
   * @param bytes of the job's state
   */
  public record Checkpoint(Instant completedAt, String path, long bytes) {}

  /**
   * A failure of a job.
   *
   * @param why the cause, in words
   */
  public record Failure(Instant at, String why) {}

  /**
   * A jar that was brought to the cluster.
   *
   * @param id for {@link #run}
   * @param name as it was uploaded
   */
  public record Jar(String id, String name) {}

  /**
   * @param url of Flink's web page, such as http://localhost:8081
   */
  public FlinkRest(String url) {
    this.url = checked(url);
  }

  private static URI checked(String url) {
    try {
      URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // It is said below what it has to be.
    }
    throw new FlinkRestException(
        "'%s' is no address of Flink; one is http://host:8081.".formatted(url));
  }

  public Overview overview() {
    JsonNode answer = get("/overview");
    return new Overview(
        answer.path("taskmanagers").asInt(),
        answer.path("slots-total").asInt(),
        answer.path("slots-available").asInt());
  }

  public String url() {
    return url.toString();
  }

  /** The jars that were brought to the cluster and are still there. */
  public List<Jar> jars() {
    List<Jar> jars = new ArrayList<>();
    get("/jars")
        .path("files")
        .forEach(file -> jars.add(new Jar(file.path("id").asText(), file.path("name").asText())));
    return jars;
  }

  /** Brings a job jar to the cluster; the id that comes back is for {@link #run}. */
  public String upload(Path jar) {
    return upload(jar, jar.getFileName().toString());
  }

  /** As {@link #upload(Path)}, under another name. */
  public String upload(Path jar, String name) {
    String boundary = "seine-" + UUID.randomUUID();
    BodyPublisher body;
    try {
      body =
          BodyPublishers.concat(
              BodyPublishers.ofString(
                  "--%s\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"%s\"\r\nContent-Type: application/x-java-archive\r\n\r\n"
                      .formatted(boundary, name)),
              BodyPublishers.ofFile(jar),
              BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
    } catch (IOException e) {
      throw new FlinkRestException("There is no job jar " + jar + ". Run mvn package first.", e);
    }
    String file =
        ask(request("/jars/upload")
                .timeout(UPLOAD_PATIENCE)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(body))
            .path("filename")
            .asText();
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /** Removes an uploaded jar; jobs that were started from it run on. */
  public void delete(String jar) {
    ask(request("/jars/" + jar).DELETE());
  }

  /**
   * Starts a job.
   *
   * @param parallelism 0 for the cluster's default
   * @param savepoint where the job goes on from, or null
   * @return the job's id
   */
  public String run(
      String jar,
      String mainClass,
      List<String> arguments,
      int parallelism,
      @Nullable String savepoint) {
    ObjectNode body = JSON.createObjectNode().put("entryClass", mainClass);
    arguments.forEach(body.putArray("programArgsList")::add);
    if (parallelism > 0) {
      body.put("parallelism", parallelism);
    }
    if (savepoint != null) {
      body.put("savepointPath", savepoint);
    }
    return post("/jars/" + jar + "/run", body).path("jobid").asText();
  }

  /** All jobs that the cluster knows, the newest first. */
  public List<FlinkJob> jobs() {
    List<FlinkJob> jobs = new ArrayList<>();
    List<JsonNode> nodes = new ArrayList<>();
    get("/jobs/overview").path("jobs").forEach(nodes::add);
    nodes.sort(
        (a, b) -> Long.compare(b.path("start-time").asLong(), a.path("start-time").asLong()));
    for (JsonNode job : nodes) {
      jobs.add(
          new FlinkJob(
              job.path("jid").asText(),
              job.path("name").asText(),
              job.path("state").asText(),
              Instant.ofEpochMilli(job.path("start-time").asLong()),
              Duration.ofMillis(job.path("duration").asLong()),
              job.path("tasks").path("running").asInt(),
              job.path("tasks").path("total").asInt()));
    }
    return jobs;
  }

  /**
   * The job with this id, or the newest of this name: of those that are not over, if there is one.
   *
   * @throws FlinkRestException when there is none
   */
  public FlinkJob job(String idOrName) {
    List<FlinkJob> jobs = jobs();
    List<FlinkJob> named = jobs.stream().filter(job -> job.name().equals(idOrName)).toList();
    return Stream.of(
            jobs.stream().filter(job -> job.id().equals(idOrName)),
            named.stream().filter(job -> !job.isOver()),
            named.stream())
        .flatMap(candidates -> candidates)
        .findFirst()
        .orElseThrow(
            () ->
                new FlinkRestException(
                    "There is no job '%s' on %s. Its jobs: %s."
                        .formatted(
                            idOrName,
                            url,
                            jobs.isEmpty()
                                ? "none"
                                : String.join(
                                    ", ",
                                    jobs.stream()
                                        .map(job -> job.name() + " (" + job.id() + ")")
                                        .toList()))));
  }

  /**
   * What a job was started with, as it told Flink: the settings of Seine's jobs that are not at
   * their defaults.
   */
  public Map<String, String> settings(String job) {
    Map<String, String> settings = new TreeMap<>();
    get("/jobs/" + job + "/config")
        .path("execution-config")
        .path("user-config")
        .properties()
        .forEach(setting -> settings.put(setting.getKey(), setting.getValue().asText()));
    return settings;
  }

  /** How many subtasks those operators of a job have that have the most. */
  public int parallelism(String job) {
    int most = 1;
    for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
      most = Math.max(most, vertex.path("parallelism").asInt());
    }
    return most;
  }

  /** The job's last failure; null when it never failed. */
  public @Nullable Failure lastFailure(String job) {
    JsonNode last =
        get("/jobs/" + job + "/exceptions").path("exceptionHistory").path("entries").path(0);
    return last.isMissingNode()
        ? null
        : new Failure(
            Instant.ofEpochMilli(last.path("timestamp").asLong()),
            FailureText.of(last.path("stacktrace").asText()));
  }

  /** The last savepoint that a job has made; it is remembered for as long as the job is. */
  public Optional<String> savepoint(String job) {
    JsonNode latest = get("/jobs/" + job + "/checkpoints").path("latest").path("savepoint");
    return latest.isObject()
        ? Optional.of(latest.path("external_path").asText())
        : Optional.empty();
  }

  public Checkpoints checkpoints(String job) {
    JsonNode answer = get("/jobs/" + job + "/checkpoints");
    JsonNode counts = answer.path("counts");
    JsonNode latest = answer.path("latest").path("completed");
    // Flink counts it as a failure, too, when it is time for a checkpoint and not all tasks run, as
    // after every start; it tells nothing else of such a one.
    JsonNode failed = answer.path("latest").path("failed");
    return new Checkpoints(
        counts.path("completed").asLong(),
        failed.isObject() ? counts.path("failed").asLong() : 0,
        failed.isObject() ? FailureText.of(failed.path("failure_message").asText()) : null,
        latest.isObject()
            ? new Checkpoint(
                Instant.ofEpochMilli(latest.path("latest_ack_timestamp").asLong()),
                latest.path("external_path").asText(),
                latest.path("state_size").asLong())
            : null);
  }

  /** How often a job began again after a failure since the present JobManager has it. */
  public long restarts(String job) {
    return get("/jobs/" + job + "/metrics?get=numRestarts").path(0).path("value").asLong();
  }

  /**
   * The sums over all subtasks of those metrics of a job whose names the pattern matches: an
   * operator's and the metric's, such as {@code Source__documents.pendingRecords}.
   */
  public Map<String, Long> sums(String job, Pattern names) {
    Map<String, Long> sums = new TreeMap<>();
    for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
      String metrics =
          "/jobs/%s/vertices/%s/subtasks/metrics".formatted(job, vertex.path("id").asText());
      List<String> wanted = new ArrayList<>();
      get(metrics)
          .forEach(
              metric -> {
                String name = metric.path("id").asText();
                if (names.matcher(name).matches()) {
                  wanted.add(URLEncoder.encode(name, UTF_8));
                }
              });
      if (!wanted.isEmpty()) {
        get(metrics + "?agg=sum&get=" + String.join(",", wanted))
            .forEach(metric -> sums.put(metric.path("id").asText(), metric.path("sum").asLong()));
      }
    }
    return sums;
  }

  /**
   * The highest value of a metric among the job's subtasks, by the operator's and the metric's
   * name, such as rerank-candidates.pairs; NaN where the job has no such metric.
   */
  public double metric(String job, String name) {
    for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
      JsonNode values =
          get(
              "/jobs/%s/vertices/%s/subtasks/metrics?agg=max&get=%s"
                  .formatted(job, vertex.path("id").asText(), name));
      if (values.path(0).has("max")) {
        return values.path(0).path("max").asDouble();
      }
    }
    return Double.NaN;
  }

  /**
   * Stops a job with a savepoint, and waits for it. What the job has under way is in the savepoint.
   *
   * @param directory where the savepoint is written; null for the cluster's own setting
   * @return the savepoint's path
   */
  public String stop(String job, @Nullable String directory) {
    return stop(job, directory, false);
  }

  /**
   * Ends a job with a savepoint once everything that it has read is processed, and waits for it. No
   * job goes on from this savepoint: for Flink the job is finished.
   */
  public void drain(String job, @Nullable String directory) {
    stop(job, directory, true);
  }

  private String stop(String job, @Nullable String directory, boolean drain) {
    ObjectNode body = JSON.createObjectNode().put("drain", drain);
    if (directory != null) {
      body.put("targetDirectory", directory);
    }
    return savepoint(job, post("/jobs/" + job + "/stop", body));
  }

  private String savepoint(String job, JsonNode triggered) {
    return awaitOperation(
            "/jobs/%s/savepoints/%s".formatted(job, triggered.path("request-id").asText()),
            "The job %s was not stopped: its savepoint".formatted(job))
        .path("location")
        .asText();
  }

  /**
   * Waits for what was triggered.
   *
   * @param what begins the sentence that says that it failed
   */
  private JsonNode awaitOperation(String path, String what) {
    long giveUpAt = System.nanoTime() + SAVEPOINT_PATIENCE.toNanos();
    while (System.nanoTime() < giveUpAt) {
      JsonNode answer = get(path);
      if (answer.path("status").path("id").asText().equals("COMPLETED")) {
        JsonNode operation = answer.path("operation");
        JsonNode failure =
            operation.has("failure-cause")
                ? operation.path("failure-cause")
                : operation.path("failureCause");
        if (!failure.path("stack-trace").asText().isEmpty()) {
          throw new FlinkRestException(
              "%s failed: %s"
                  .formatted(what, FailureText.of(failure.path("stack-trace").asText())));
        }
        return operation;
      }
      pause();
    }
    throw new FlinkRestException(
        "%s was not complete after %d s.".formatted(what, SAVEPOINT_PATIENCE.toSeconds()));
  }

  /**
   * Takes a checkpoint of a job now, and waits for it: with that, the offsets are committed that
   * the job had read to.
   */
  public void checkpoint(String job) {
    JsonNode triggered = post("/jobs/" + job + "/checkpoints", JSON.createObjectNode());
    awaitOperation(
        "/jobs/%s/checkpoints/%s".formatted(job, triggered.path("request-id").asText()),
        "The checkpoint of the job " + job);
  }

  /** Ends a job at once, without a savepoint. */
  public void cancel(String job) {
    ask(request("/jobs/" + job).method("PATCH", BodyPublishers.noBody()));
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FlinkRestException("Interrupted while waiting for Flink", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
  }

  private JsonNode get(String path) {
    return ask(request(path).GET());
  }

  private JsonNode post(String path, ObjectNode body) {
    return ask(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString(), UTF_8)));
  }

  private JsonNode ask(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    HttpResponse<byte[]> response;
    try {
      response = client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new FlinkRestException(
          "Flink does not answer at %s (%s). Is that the address of its web page, and is it up?"
              .formatted(url, e.getMessage() == null ? e.getClass().getSimpleName() : e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FlinkRestException("Interrupted while waiting for Flink", e);
    }
    if (response.statusCode() >= 300) {
      throw new FlinkRestException(refusal(request, response));
    }
    try {
      return JSON.readTree(response.body().length == 0 ? "{}".getBytes(UTF_8) : response.body());
    } catch (IOException e) {
      throw new FlinkRestException(
          url + " answers, but not as Flink does. Is that the address of Flink's web page?", e);
    }
  }

  private String refusal(HttpRequest request, HttpResponse<byte[]> response) {
    String path = request.uri().getPath();
    List<String> errors = new ArrayList<>();
    try {
      JSON.readTree(response.body()).path("errors").forEach(error -> errors.add(error.asText()));
    } catch (IOException e) {
      // Not JSON: so it is not Flink that refuses.
    }
    if (errors.isEmpty()) {
      return "%s answers %s %s with status %d, and not as Flink does. Is that the address of Flink's web page?"
          .formatted(url, request.method(), path, response.statusCode());
    }
    if (path.startsWith("/jars") && response.statusCode() == 404) {
      return "Flink at %s takes no jobs over REST: web.submit.enable is false there, or it is a cluster for one application."
          .formatted(url);
    }
    String last = errors.get(errors.size() - 1);
    return FailureText.isTrace(last)
        ? FailureText.of(last)
        : "Flink at %s refused %s %s: %s".formatted(url, request.method(), path, last.strip());
  }
}
