package io.seine.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client of a Flink cluster's REST interface. Thread-safe.
 *
 * <p>Every method throws a {@link FlinkRestException} when the cluster does not answer, or refuses.
 */
public final class FlinkRest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** As long as Flink itself gives a checkpoint unless it is told otherwise, and some. */
  private static final Duration SAVEPOINT_PATIENCE = Duration.ofMinutes(11);

  private static final long LOOK_AGAIN_MILLIS = 200;

  /** How much of an error of Flink's is shown: its stack traces are long. */
  private static final int ERROR_LINES = 6;

  private final URI url;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  /**
   * A job on the cluster.
   *
   * @param state RUNNING, FINISHED, FAILED and so on, as Flink calls it
   * @param runningTasks of all its tasks
   */
  public record FlinkJob(
      String id, String name, String state, Duration runningFor, int runningTasks, int tasks) {
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

  /** The completed and failed checkpoints of a job since it was submitted. */
  public record Checkpoints(long completed, long failed) {}

  /**
   * @param url of Flink's web page, such as http://localhost:8081
   */
  public FlinkRest(String url) {
    this.url = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
  }

  public Overview overview() {
    JsonNode answer = get("/overview");
    return new Overview(
        answer.path("taskmanagers").asInt(),
        answer.path("slots-total").asInt(),
        answer.path("slots-available").asInt());
  }

  /** Brings a job jar to the cluster; the id that comes back is for {@link #run}. */
  public String upload(Path jar) {
    String boundary = "seine-" + UUID.randomUUID();
    BodyPublisher body;
    try {
      body =
          BodyPublishers.concat(
              BodyPublishers.ofString(
                  "--%s\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"%s\"\r\nContent-Type: application/x-java-archive\r\n\r\n"
                      .formatted(boundary, jar.getFileName())),
              BodyPublishers.ofFile(jar),
              BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
    } catch (IOException e) {
      throw new FlinkRestException("There is no job jar " + jar + ". Run mvn package first.", e);
    }
    String file =
        ask(request("/jars/upload")
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
              Duration.ofMillis(job.path("duration").asLong()),
              job.path("tasks").path("running").asInt(),
              job.path("tasks").path("total").asInt()));
    }
    return jobs;
  }

  /**
   * The job with this id, or the newest of this name.
   *
   * @throws FlinkRestException when there is none
   */
  public FlinkJob job(String idOrName) {
    List<FlinkJob> jobs = jobs();
    return jobs.stream()
        .filter(job -> job.id().equals(idOrName))
        .findFirst()
        .or(() -> jobs.stream().filter(job -> job.name().equals(idOrName)).findFirst())
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

  /** How the job's last failure reads, or an empty text. */
  public String lastFailure(String job) {
    JsonNode entries = get("/jobs/" + job + "/exceptions").path("exceptionHistory").path("entries");
    return shortened(entries.path(0).path("stacktrace").asText(""));
  }

  public Checkpoints checkpoints(String job) {
    JsonNode counts = get("/jobs/" + job + "/checkpoints").path("counts");
    return new Checkpoints(counts.path("completed").asLong(), counts.path("failed").asLong());
  }

  /** How often a job began again after a failure since the present JobManager has it. */
  public long restarts(String job) {
    return get("/jobs/" + job + "/metrics?get=numRestarts").path(0).path("value").asLong();
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
   * Stops a job with a savepoint, and waits for it.
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
  public void drain(String job) {
    stop(job, null, true);
  }

  private String stop(String job, @Nullable String directory, boolean drain) {
    ObjectNode body = JSON.createObjectNode().put("drain", drain);
    if (directory != null) {
      body.put("targetDirectory", directory);
    }
    return savepoint(job, post("/jobs/" + job + "/stop", body));
  }

  private String savepoint(String job, JsonNode triggered) {
    String path = "/jobs/" + job + "/savepoints/" + triggered.path("request-id").asText();
    long giveUpAt = System.nanoTime() + SAVEPOINT_PATIENCE.toNanos();
    while (System.nanoTime() < giveUpAt) {
      JsonNode answer = get(path);
      if (answer.path("status").path("id").asText().equals("COMPLETED")) {
        JsonNode operation = answer.path("operation");
        if (operation.has("failure-cause")) {
          throw new FlinkRestException(
              "The job %s was not stopped, since its savepoint failed: %s"
                  .formatted(
                      job,
                      shortened(operation.path("failure-cause").path("stack-trace").asText())));
        }
        return operation.path("location").asText();
      }
      pause();
    }
    throw new FlinkRestException(
        "The job %s was not stopped: its savepoint was not complete after %d s."
            .formatted(job, SAVEPOINT_PATIENCE.toSeconds()));
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
              .formatted(url, e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FlinkRestException("Interrupted while waiting for Flink", e);
    }
    if (response.statusCode() >= 300) {
      throw new FlinkRestException(
          "Flink at %s refused %s %s: %s"
              .formatted(
                  url,
                  request.method(),
                  request.uri().getPath(),
                  errors(response.statusCode(), response.body())));
    }
    try {
      return JSON.readTree(response.body().length == 0 ? "{}".getBytes(UTF_8) : response.body());
    } catch (IOException e) {
      throw new FlinkRestException(
          url + " answers, but not as Flink does. Is that the address of Flink's web page?", e);
    }
  }

  private static String errors(int status, byte[] body) {
    List<String> errors = new ArrayList<>();
    try {
      JSON.readTree(body).path("errors").forEach(error -> errors.add(error.asText()));
    } catch (IOException e) {
      // Not JSON: the status has to do.
    }
    return errors.isEmpty()
        ? "status " + status
        : shortened(String.join(System.lineSeparator(), errors));
  }

  /** What matters of a stack trace: its first line, and the causes. */
  private static String shortened(String trace) {
    List<String> lines =
        trace
            .lines()
            .filter(line -> !line.isBlank() && !line.strip().startsWith("at "))
            .filter(line -> !line.strip().startsWith("... "))
            .toList();
    int from = Math.max(1, lines.size() - ERROR_LINES + 1);
    if (lines.size() <= ERROR_LINES) {
      return String.join(System.lineSeparator(), lines);
    }
    return lines.get(0)
        + System.lineSeparator()
        + String.join(System.lineSeparator(), lines.subList(from, lines.size()));
  }
}
