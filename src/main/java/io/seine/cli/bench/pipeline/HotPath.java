package io.seine.cli.bench.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a process spent its cores on, in parts of all that it spent: by kind of work, by thread, and
 * by method.
 *
 * <p>How much each thread spent is measured by the system and exact. What it did meanwhile is
 * estimated from samples, of which there are two kinds with rates of their own: in Java code a
 * thread is seen in every period, in native code threads take turns to be seen. So a thread's time
 * in Java is its samples there times their period, the rest of what it spent is native, and is
 * parted by its samples there, those apart in which it only waits.
 *
 * @param work by kind
 * @param threads by name, numbers in names left out
 * @param methods the innermost ones
 */
record HotPath(Map<String, Double> work, Map<String, Double> threads, Map<String, Double> methods) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN = 10;

  /** What the compiler's threads spent, and what no Java thread did: garbage collection. */
  static final String JVM = "JVM: garbage collection, compiler";

  static final String OTHER = "other";

  /** Whose code it is, by the beginning of the class's name; the innermost frame of one counts. */
  private static final List<List<String>> OWNERS =
      List.of(
          List.of("ai.onnxruntime.", "ONNX Runtime"),
          List.of("ai.djl.", "tokenising"),
          List.of("com.fasterxml.jackson.", "JSON and CBOR"),
          List.of("org.apache.kafka.", "Kafka client"),
          List.of("org.opensearch.", "OpenSearch client"),
          List.of("org.apache.hc.", "OpenSearch client"),
          List.of("org.apache.flink.", "Flink"),
          List.of("org.apache.pekko.", "Flink"),
          List.of("io.seine.", "Seine itself"));

  /** Whose thread it is, by a part of its name, where no sample tells what it did. */
  private static final List<List<String>> THREAD_OWNERS =
      List.of(
          List.of("CompilerThread", JVM),
          List.of("RMI", "this measurement"),
          List.of("JFR", "this measurement"),
          List.of("kafka", "Kafka client"),
          List.of("httpclient", "OpenSearch client"),
          List.of("seine-", "Seine itself"),
          List.of("flink", "Flink"),
          List.of("Source", "Flink"),
          List.of("Sink", "Flink"),
          List.of("Writer", "Flink"),
          List.of("AsyncOperations", "Flink"));

  /** Native methods in which a thread waits and spends nothing. */
  private static final Set<String> WAITS =
      Set.of(
          "wait",
          "wait0",
          "poll",
          "poll0",
          "accept",
          "accept0",
          "read0",
          "readBytes",
          "park",
          "sleep",
          "sleep0",
          "socketRead0",
          "epollWait",
          "kevent");

  /** A method on a thread's stack. */
  record Frame(String type, String method) {
    String shown() {
      return type.substring(type.lastIndexOf('.') + 1) + "." + method;
    }
  }

  /** Adds up what was seen. Parts are of one unit, such as cores times seconds. */
  static final class Builder {
    private final double javaPeriod;
    private final Map<String, Double> spentByThread = new HashMap<>();
    private final Map<String, Seen> seenByThread = new HashMap<>();
    private double spentByProcess;

    private static final class Seen {
      final List<List<Frame>> java = new ArrayList<>();
      final List<List<Frame>> inNative = new ArrayList<>();
    }

    /**
     * @param javaPeriod how much a thread spends between two samples of Java code
     */
    Builder(double javaPeriod) {
      this.javaPeriod = javaPeriod;
    }

    void spentByThread(String thread, double amount) {
      spentByThread.merge(thread, amount, Double::sum);
    }

    void spentByProcess(double amount) {
      spentByProcess += amount;
    }

    /**
     * @param frames the innermost first
     */
    void sample(String thread, boolean inNative, List<Frame> frames) {
      if (frames.isEmpty() || (inNative && WAITS.contains(frames.get(0).method()))) {
        return;
      }
      Seen seen = seenByThread.computeIfAbsent(thread, name -> new Seen());
      (inNative ? seen.inNative : seen.java).add(frames);
    }

    HotPath build() {
      Map<String, Double> work = new TreeMap<>();
      Map<String, Double> threads = new TreeMap<>();
      Map<String, Double> methods = new TreeMap<>();
      double byThreads = spentByThread.values().stream().mapToDouble(value -> value).sum();
      double all = Math.max(byThreads, spentByProcess);
      if (all == 0) {
        return new HotPath(Map.of(), Map.of(), Map.of());
      }
      spentByThread.forEach(
          (thread, spent) -> {
            threads.merge(thread.replaceAll("[0-9]+", "N"), spent / all, Double::sum);
            Seen seen = seenByThread.getOrDefault(thread, new Seen());
            double inJava =
                seen.inNative.isEmpty() ? spent : Math.min(spent, seen.java.size() * javaPeriod);
            String owner = owner(thread);
            part(seen.java, inJava / all, owner, work, methods);
            part(seen.inNative, (spent - inJava) / all, owner, work, methods);
          });
      work.merge(JVM, (all - byThreads) / all, Double::sum);
      return new HotPath(descending(work), descending(threads), descending(methods));
    }

    private static void part(
        List<List<Frame>> samples,
        double amount,
        String threadOwner,
        Map<String, Double> work,
        Map<String, Double> methods) {
      if (samples.isEmpty()) {
        work.merge(threadOwner, amount, Double::sum);
      }
      for (List<Frame> frames : samples) {
        work.merge(owner(frames), amount / samples.size(), Double::sum);
        methods.merge(frames.get(0).shown(), amount / samples.size(), Double::sum);
      }
    }

    private static String owner(String thread) {
      return THREAD_OWNERS.stream()
          .filter(owner -> thread.contains(owner.get(0)))
          .map(owner -> owner.get(1))
          .findFirst()
          .orElse(OTHER);
    }

    private static String owner(List<Frame> frames) {
      for (Frame frame : frames) {
        for (List<String> owner : OWNERS) {
          if (frame.type().startsWith(owner.get(0))) {
            return owner.get(1);
          }
        }
      }
      return OTHER;
    }

    private static Map<String, Double> descending(Map<String, Double> parts) {
      Map<String, Double> sorted = new LinkedHashMap<>();
      parts.entrySet().stream()
          .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
          .forEach(part -> sorted.put(part.getKey(), part.getValue()));
      return sorted;
    }
  }

  String text() {
    StringBuilder out = new StringBuilder();
    append(out, "work", work);
    append(out, "threads", threads);
    append(out, "methods", methods);
    return out.toString();
  }

  private static void append(StringBuilder out, String title, Map<String, Double> parts) {
    out.append(String.format(Locale.ROOT, "  by %s%n", title));
    parts.entrySet().stream()
        .limit(SHOWN)
        .forEach(
            part ->
                out.append(
                    String.format(
                        Locale.ROOT, "  %7.1f %%  %s%n", 100 * part.getValue(), part.getKey())));
  }

  ObjectNode json() {
    return JSON.valueToTree(this);
  }
}
