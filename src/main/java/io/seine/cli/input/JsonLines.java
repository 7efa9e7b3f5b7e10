package io.seine.cli.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.cli.client.NewDocument;
import io.seine.message.Document;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Documents one a line, as {@code {"id", "title", "text", "metadata", "version"}} or as BEIR writes
 * them, with {@code _id}.
 */
final class JsonLines {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<LinkedHashMap<String, Object>> METADATA =
      new TypeReference<>() {};

  private JsonLines() {}

  static Stream<NewDocument> open(Path file, Consumer<String> onProblem) throws IOException {
    BufferedReader lines = TextFile.open(file);
    AtomicLong number = new AtomicLong();
    return lines
        .lines()
        .onClose(
            () -> {
              try {
                lines.close();
              } catch (IOException e) {
                throw new InputException(file + " can't be closed: " + e.getMessage(), e);
              }
            })
        .map(
            line ->
                line.isBlank()
                    ? skip(number)
                    : parse(line, number.incrementAndGet(), file, onProblem))
        .filter(Objects::nonNull);
  }

  private static @Nullable NewDocument skip(AtomicLong number) {
    number.incrementAndGet();
    return null;
  }

  private static @Nullable NewDocument parse(
      String line, long number, Path file, Consumer<String> onProblem) {
    String place = file + ", line " + number;
    try {
      JsonNode json = JSON.readTree(line);
      JsonNode id = json.has("_id") ? json.path("_id") : json.path("id");
      if (!id.isTextual() && !id.isIntegralNumber()) {
        onProblem.accept(place + ": there is no id (or _id)");
        return null;
      }
      Map<String, Object> metadata =
          json.path("metadata").isObject()
              ? JSON.readerFor(METADATA).readValue(json.path("metadata"))
              : Map.of();
      JsonNode version = json.path("version");
      boolean whole = version.isIntegralNumber() && version.canConvertToLong();
      if (!whole && !version.isMissingNode() && !version.isNull()) {
        onProblem.accept(place + ": its version is no whole number");
        return null;
      }
      Document document =
          new Document(
              id.asText(), json.path("title").asText(""), json.path("text").asText(""), metadata);
      if (document.title().isBlank() && document.text().isBlank()) {
        onProblem.accept(place + ": there is neither title nor text");
        return null;
      }
      return new NewDocument(document, whole ? version.longValue() : null, place);
    } catch (JsonProcessingException e) {
      onProblem.accept(place + ": not JSON (" + e.getOriginalMessage() + ")");
      return null;
    } catch (IOException e) {
      throw new InputException(file + " can't be read: " + e.getMessage(), e);
    }
  }
}
