package io.seine.cli.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Two speeds that were measured in turn (A B A B), and their ratio within each round.
 *
 * @param first what the other is compared with
 * @param ratio of the second to the first
 */
public record Comparison(Spread first, Spread second, Spread ratio) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Both speeds of a round. */
  public record Round(double first, double second) {}

  /**
   * @param rounds at least one
   */
  public static Comparison of(List<Round> rounds) {
    return new Comparison(
        Spread.of(rounds.stream().map(Round::first).toList()),
        Spread.of(rounds.stream().map(Round::second).toList()),
        Spread.of(rounds.stream().map(round -> round.second() / round.first()).toList()));
  }

  public ObjectNode json(String firstName, String secondName) {
    ObjectNode json = JSON.createObjectNode();
    json.set(firstName, first.json());
    json.set(secondName, second.json());
    json.set("ratio", ratio.json());
    return json;
  }
}
