package io.seine.servers.opensearch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opensearch.action.admin.cluster.health.ClusterHealthResponse;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.unit.TimeValue;
import org.opensearch.env.Environment;
import org.opensearch.index.mapper.MapperExtrasPlugin;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * One OpenSearch node with the k-NN plugin, on loopback only and without the security plugin. Arguments: a
 * folder, the port of HTTP, the port of the transport. Prints READY when the cluster's health is known to be
 * good, and stops when its standard input ends.
 */
public final class OpenSearchServer {
  /** Published in a zip, which Maven cannot compile against. */
  private static final String KNN_PLUGIN = "org.opensearch.knn.plugin.KNNPlugin";

  private static final List<Class<? extends Plugin>> MODULES =
      List.of(
          Netty4Plugin.class,
          CommonAnalysisPlugin.class,
          PainlessPlugin.class,
          MapperExtrasPlugin.class,
          ReindexPlugin.class);

  private static final TimeValue STARTUP_LIMIT = TimeValue.timeValueMinutes(2);

  private OpenSearchServer() {}

  /** A node whose plugins come from the class path. */
  private static final class ClassPathNode extends Node {
    ClassPathNode(Environment environment) throws ClassNotFoundException {
      super(environment, plugins(), true);
    }

    private static List<Class<? extends Plugin>> plugins() throws ClassNotFoundException {
      List<Class<? extends Plugin>> plugins = new ArrayList<>(MODULES);
      plugins.add(Class.forName(KNN_PLUGIN).asSubclass(Plugin.class));
      return plugins;
    }
  }

  public static void main(String[] arguments) throws Exception {
    // The server's own threads would keep a process alive that did not start.
    Thread.currentThread()
        .setUncaughtExceptionHandler(
            (thread, e) -> {
              e.printStackTrace();
              System.exit(1);
            });
    Path home = Path.of(arguments[0]).toAbsolutePath();
    String port = arguments[1];
    Files.createDirectories(home.resolve("config"));
    LogConfigurator.configureWithoutConfig(
        Settings.builder().put("logger.level", "WARN").build());
    LogConfigurator.registerErrorListener();
    Environment environment =
        new Environment(settings(home, port, arguments[2]), home.resolve("config"));
    try (Node node = new ClassPathNode(environment)) {
      node.start();
      ClusterHealthResponse health =
          node.client()
              .admin()
              .cluster()
              .prepareHealth()
              .setWaitForYellowStatus()
              .setWaitForNoInitializingShards(true)
              .setTimeout(STARTUP_LIMIT)
              .get();
      if (health.isTimedOut()) {
        throw new IllegalStateException("The indexes in " + home + " did not open: " + health);
      }
      System.out.println("READY " + port);
      while (System.in.read() >= 0) {
        // Whoever started this server holds the other end; its end is the signal to stop.
      }
      node.close();
      node.awaitClose(10, TimeUnit.SECONDS);
    }
    System.exit(0);
  }

  private static Settings settings(Path home, String port, String transportPort) {
    return Settings.builder()
        .put("path.home", home)
        .put("path.data", home.resolve("data"))
        .put("path.logs", home.resolve("logs"))
        .put("cluster.name", "seine")
        .put("node.name", "seine")
        .put("discovery.type", "single-node")
        .put("network.host", "127.0.0.1")
        .put("http.port", port)
        .put("transport.port", transportPort)
        .put("http.type", "netty4")
        .put("transport.type", "netty4")
        .put("action.auto_create_index", false)
        // A user's disk is often nearly full, and the data here is small.
        .put("cluster.routing.allocation.disk.threshold_enabled", false)
        // By what is in use of the heap, garbage would count too: only G1 collects it for that, and
        // the heap is too small for G1. Searches of 100,000 vectors were refused.
        .put("indices.breaker.total.use_real_memory", false)
        .build();
  }
}
