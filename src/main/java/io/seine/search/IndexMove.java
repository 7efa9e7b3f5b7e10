package io.seine.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The move of a public alias from the index of one bi-encoder to that of another. What it is about
 * is kept in the new index itself, for as long as the move is under way.
 */
public final class IndexMove {
  private static final String MOVE = "move";

  /** What OpenSearch says of an index's settings and does not take for those of another. */
  private static final List<String> OF_ONE_INDEX =
      List.of("creation_date", "uuid", "version", "provided_name", "blocks", "resize", "routing");

  private final SearchConnection connection;
  private final String alias;

  /** Of the public alias that the connection names. */
  public IndexMove(SearchConnection connection) {
    this.connection = connection;
    this.alias = connection.alias();
  }

  /**
   * One side of a move.
   *
   * @param modelAlias of the index, which it keeps
   * @param index the name of the index itself
   * @param settings of the bi-encoder, as jobs are given them
   */
  public record Side(String modelAlias, String index, Map<String, String> settings) {}

  /** From where to where. */
  public record Record(Side from, Side to) {}

  /** The bi-encoder that an index is made for. */
  public record Model(String id, String hash, int dimension) {}

  /** The move that is under way. */
  public Optional<Record> underWay() {
    SearchConnection.Answer answer =
        connection.answer("GET", "/" + alias + "-*/_mapping", Map.of(), null);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    connection.throwUnlessDone(answer);
    for (JsonNode index : answer.json()) {
      JsonNode move = index.path("mappings").path("_meta").path("seine").path(MOVE);
      // Another Seine's alias may begin like this one's.
      if (move.path("alias").asText().equals(alias)) {
        return Optional.of(new Record(side(move.path("from")), side(move.path("to"))));
      }
    }
    return Optional.empty();
  }

  /** The name of the index that the public alias stands for. */
  public String currentIndex() {
    return new IndexAdmin(connection).index();
  }

  /** The bi-encoder that the index behind the public alias is made for. */
  public Model currentModel() {
    return new IndexAdmin(connection).model();
  }

  /**
   * Creates an index for another bi-encoder that is otherwise like the present one, and so begins a
   * move to it.
   *
   * @param settings of the other bi-encoder, as jobs are given them
   * @throws FatalSearchException when there is such an index already
   */
  public Record begin(Side from, Model model, Map<String, String> settings) {
    String modelAlias = ModelAlias.of(alias, model.hash());
    if (connection.answer("GET", "/" + modelAlias + "/_mapping", Map.of(), null).status() != 404) {
      throw new FatalSearchException(
          "There is an index %s already, and it is of no move that is under way. Remove it, or give it back its alias '%s'."
              .formatted(modelAlias, alias));
    }
    Record record =
        new Record(
            from, new Side(modelAlias, modelAlias + IndexAdmin.FIRST_INDEX_SUFFIX, settings));
    JsonNode like = connection.ask("GET", "/" + from.index(), null).json().path(from.index());
    ObjectNode body = SearchConnection.JSON.createObjectNode();
    ObjectNode index = like.path("settings").path("index").deepCopy();
    index.remove(OF_ONE_INDEX);
    body.putObject("settings").set("index", index);
    ObjectNode mappings = like.path("mappings").deepCopy();
    resize(mappings, model.dimension());
    ObjectNode meta = (ObjectNode) mappings.path("_meta").path("seine");
    meta.put("dimension", model.dimension());
    meta.putObject("bi_encoder").put("id", model.id()).put("hash", model.hash());
    meta.set(MOVE, json(record));
    body.set("mappings", mappings);
    body.putObject("aliases").putObject(modelAlias);
    connection.ask("PUT", "/" + record.to().index(), body);
    return record;
  }

  /** Gives every vector in a mapping another dimension. */
  private static void resize(JsonNode mapping, int dimension) {
    if (mapping.path("type").asText().equals("knn_vector")) {
      ((ObjectNode) mapping).put("dimension", dimension);
    }
    mapping.forEach(child -> resize(child, dimension));
  }

  /** Lets the public alias stand for the one index and no more for the other, at once. */
  public void point(Side to, Side no) {
    ObjectNode body = SearchConnection.JSON.createObjectNode();
    ArrayNode actions = body.putArray("actions");
    actions
        .addObject()
        .putObject("remove")
        .put("index", no.index())
        .put("alias", alias)
        .put("must_exist", false);
    actions
        .addObject()
        .putObject("add")
        .put("index", to.index())
        .put("alias", alias)
        .put("is_write_index", true);
    connection.ask("POST", "/_aliases", body);
  }

  /**
   * Removes an index with all that it holds.
   *
   * @throws FatalSearchException when the public alias stands for it
   */
  public void drop(Side side) {
    if (currentIndex().equals(side.index())) {
      throw new FatalSearchException(
          "The alias '%s' stands for %s: that index is not removed."
              .formatted(alias, side.index()));
    }
    SearchConnection.Answer answer =
        connection.answer("DELETE", "/" + side.index(), Map.of(), null);
    if (answer.status() != 404) {
      connection.throwUnlessDone(answer);
    }
  }

  /** Ends a move: the new index is one like any other. */
  public void end(Record record) {
    IndexAdmin index = new IndexAdmin(connection, record.to().modelAlias());
    index.changeMeta(meta -> meta.remove(MOVE));
  }

  private ObjectNode json(Record record) {
    ObjectNode json = SearchConnection.JSON.createObjectNode().put("alias", alias);
    json.set("from", json(record.from()));
    json.set("to", json(record.to()));
    return json;
  }

  private static ObjectNode json(Side side) {
    ObjectNode json = SearchConnection.JSON.createObjectNode();
    json.put("model_alias", side.modelAlias()).put("index", side.index());
    ObjectNode settings = json.putObject("settings");
    side.settings().forEach(settings::put);
    return json;
  }

  private static Side side(JsonNode json) {
    Map<String, String> settings = new TreeMap<>();
    json.path("settings")
        .properties()
        .forEach(setting -> settings.put(setting.getKey(), setting.getValue().asText()));
    return new Side(json.path("model_alias").asText(), json.path("index").asText(), settings);
  }
}
