package io.seine.peers;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a contender at the word of whoever started it. It reads commands, a line each, from standard
 * input: {@code load FILE} takes in a set (JSON: a list of {"query", "passages"}) and answers {@code
 * loaded}; {@code run} reads the set once and answers {@code ran NANOSECONDS}. It ends with its
 * input.
 */
public final class PeerProcess {
  private PeerProcess() {}

  /** Arguments: the contender, the model's directory, the cores, and how many are read in a run. */
  public static void main(String[] arguments) throws Exception {
    Path model = Path.of(arguments[1]);
    int cores = Integer.parseInt(arguments[2]);
    int batch = Integer.parseInt(arguments[3]);
    Peer peer =
        switch (arguments[0]) {
          case "bare" -> new BareLoop(model, cores);
          case "djl" -> new Djl(model, cores, batch);
          case "langchain4j" -> new LangChain4j(model, cores, batch);
          default -> throw new IllegalArgumentException("There is no contender " + arguments[0]);
        };
    System.out.println("READY");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String command;
    while ((command = commands.readLine()) != null) {
      if (command.startsWith("load ")) {
        peer.load(read(Path.of(command.substring("load ".length()))));
        System.out.println("loaded");
      } else {
        long start = System.nanoTime();
        peer.run();
        System.out.println("ran " + (System.nanoTime() - start));
      }
    }
    System.exit(0);
  }

  private static List<Peer.Group> read(Path file) throws Exception {
    return new Gson().fromJson(Files.readString(file), new TypeToken<List<Peer.Group>>() {}.getType());
  }
}
