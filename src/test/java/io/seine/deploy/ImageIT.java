package io.seine.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.cli.operations.JobWatch;
import io.seine.end.Traffic;
import io.seine.flink.FlinkRest;
import io.seine.local.LocalCluster;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image and the compose file, as far as they can be proved without Docker: the Dockerfile's
 * steps are performed on Flink's distribution, and the services run in that folder, with Flink's
 * own scripts, by the commands, the settings, the ports and the health checks of the compose file.
 */
class ImageIT {
  private static final String QUERY =
      "{\"text\": \"which bird sings at night?\", \"k\": 10, \"deadline_ms\": 60000}";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path dir;

  private ComposeFile compose;
  private ImageFolder image;
  private Map<String, String> addresses;
  private Map<String, Integer> ports;
  private final Deque<Container> running = new ArrayDeque<>();

  @Test
  void composeUpIsTheWholeStart() throws Exception {
    Path distribution = Tools.require("flink-" + Versions.property("flink.version"));
    compose = ComposeFile.read();
    image = ImageFolder.make(dir.resolve("image"), distribution);
    try (LocalCluster cluster =
        new LocalCluster(LocalCluster.Options.onFreePorts(dir.resolve("data")))) {
      cluster.startWithoutFlink(line -> {});
      cluster.createTopics(compose.topics());
      network(cluster);
      // Beside each other, as far as depends_on lets them.
      Container prepareIndex = run("prepare-index");
      run("zookeeper").awaitHealth(imagesHealthCheck());
      Container jobManager = run("jobmanager");
      jobManager.awaitHealth(imagesHealthCheck());
      run("taskmanager").awaitHealth(imagesHealthCheck());
      prepareIndex.awaitSuccess();
      Container indexDocuments = run("index-documents");
      run("rank-queries").awaitSuccess();
      indexDocuments.awaitSuccess();
      try (Traffic traffic = new Traffic(cluster.kafkaBootstrap())) {
        traffic.publish("documents", "b-1", "The nightingale sings at night.");
        traffic.askUntil("up", QUERY, result -> result.hits().size() == 1);

        // As after docker compose restart: the jobs are there by themselves, and are not there
        // twice.
        jobManager.close();
        run("jobmanager").awaitHealth(imagesHealthCheck());
        Container again = run("rank-queries");
        again.awaitSuccess();
        assertThat(again.output()).contains("rank-queries is on the cluster already.");
        traffic.publish("documents", "b-2", "The owl calls at night.");
        traffic.askUntil("again", QUERY, result -> result.hits().size() == 2);

        FlinkRest flink = new FlinkRest("http://127.0.0.1:" + ports.get("rest"));
        String rankQueries = flink.job("rank-queries").id();
        // One of its subtasks has answered; a savepoint needs them all.
        new JobWatch(flink, rankQueries, PATIENCE, line -> {}).awaitRunning();
        String savepoint = flink.stop(rankQueries, null);
        assertThat(savepoint).contains("/opt/seine/state/savepoints/");
        compose = ComposeFile.read(Map.of("RANK_QUERIES_SAVEPOINT", savepoint));
        run("rank-queries").awaitSuccess();
        traffic.askUntil("upgraded", QUERY, result -> result.hits().size() == 2);
        assertThat(page("rest", "/jobs/" + flink.job("rank-queries").id() + "/checkpoints"))
            .contains("\"restored\":1");
      }
      assertThat(page("taskmanager-metrics", "/metrics")).contains("flink_taskmanager_");
      assertThat(page("jobmanager-metrics", "/metrics")).contains("flink_jobmanager_");
      assertThat(page("rest", "/jobs/overview")).contains("index-documents", "rank-queries");
    } finally {
      running.forEach(Container::close);
    }
  }

  /** Where each service of the compose file's network is on this machine. */
  private void network(LocalCluster cluster) throws Exception {
    ports = new TreeMap<>();
    for (String name :
        List.of("rest", "rpc", "zookeeper", "jobmanager-metrics", "taskmanager-metrics")) {
      ports.put(name, freePort());
    }
    addresses = new LinkedHashMap<>();
    addresses.put("kafka:19092", cluster.kafkaBootstrap());
    addresses.put("http://opensearch:9200", cluster.openSearchUrl());
    addresses.put("zookeeper:2181", "127.0.0.1:" + ports.get("zookeeper"));
    addresses.put("clientPort=2181", "clientPort=" + ports.get("zookeeper"));
    addresses.put("127.0.0.1/2181", "127.0.0.1/" + ports.get("zookeeper"));
    addresses.put("127.0.0.1:8081", "127.0.0.1:" + ports.get("rest"));
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String onThisMachine(String service, String text) {
    String here = text;
    for (Map.Entry<String, String> address : addresses.entrySet()) {
      here = here.replace(address.getKey(), address.getValue());
    }
    // The services' names as hosts.
    here = here.equals("jobmanager") ? "127.0.0.1" : here;
    Integer metrics = ports.get(service + "-metrics");
    return metrics == null ? here : here.replace("127.0.0.1:9249", "127.0.0.1:" + metrics);
  }

  private Container run(String service) throws Exception {
    Map<String, String> settings = new TreeMap<>();
    settings.put("rest.port", ports.get("rest").toString());
    settings.put("rest.bind-address", "127.0.0.1");
    settings.put("jobmanager.rpc.port", ports.get("rpc").toString());
    settings.put("jobmanager.bind-host", "127.0.0.1");
    settings.put("taskmanager.host", "127.0.0.1");
    settings.put("taskmanager.bind-host", "127.0.0.1");
    Integer metrics = ports.get(service + "-metrics");
    if (metrics != null) {
      settings.put("metrics.reporter.prom.port", metrics.toString());
    }
    Container container =
        new Container(
            image,
            compose.service(service),
            text -> onThisMachine(service, text),
            dir.resolve("containers").resolve(service + "-" + running.size()),
            settings);
    running.push(container);
    return container;
  }

  private static List<String> imagesHealthCheck() throws Exception {
    String check = Dockerfile.read(ImageFolder.DOCKERFILE).image().all("HEALTHCHECK").get(0);
    return Arrays.asList(
        new ObjectMapper().readValue(check.substring(check.indexOf('[')), String[].class));
  }

  private String page(String port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(port) + path))
                .build(),
            BodyHandlers.ofString())
        .body();
  }
}
