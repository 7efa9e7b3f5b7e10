package io.seine.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes and reads the value of a record of the ranked-results topic. */
public final class RankedResultCodec {
  /** The digits of the number of hits that are kept. */
  private static final int SPARE = 10;

  private RankedResultCodec() {}

  /** The result as UTF-8 JSON, whatever its texts hold: half a surrogate pair becomes '?'. */
  public static byte[] encode(RankedResult result) {
    return encode((Object) result);
  }

  private static byte[] encode(Object value) {
    try {
      // Jackson's own encoder would write bytes that are no UTF-8.
      return Json.MAPPER.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * As {@link #encode(RankedResult)}, in at most so many bytes: what is too long keeps as many of
   * its first hits as fit, and its reason says so. Without room for the query's text it has none.
   */
  public static byte[] encode(RankedResult result, int maxBytes) {
    byte[] whole = encode(result);
    if (whole.length <= maxBytes) {
      return whole;
    }
    boolean textFits = encode(shortened(result, 0, true)).length + SPARE <= maxBytes;
    long room = (long) maxBytes - encode(shortened(result, 0, textFits)).length - SPARE;
    int kept = 0;
    for (RankedResult.Hit hit : result.hits()) {
      room -= encode(hit).length + 1;
      if (room < 0) {
        break;
      }
      kept++;
    }
    return encode(shortened(result, kept, textFits));
  }

  private static RankedResult shortened(RankedResult result, int kept, boolean withText) {
    String note =
        "%d of %d hits: more would be larger than records.max-bytes allows"
            .formatted(kept, result.hits().size());
    return new RankedResult(
        result.queryId(),
        withText ? result.text() : "",
        result.status(),
        result.reason() == null ? note : result.reason() + "; " + note,
        result.hits().subList(0, kept),
        result.candidates(),
        result.reranked(),
        result.timings(),
        result.models());
  }

  /**
   * The result that a record holds.
   *
   * @throws IOException when the bytes are not a ranked result
   */
  public static RankedResult decode(byte[] value) throws IOException {
    RankedResult result = Json.MAPPER.readValue(value, RankedResult.class);
    if (result == null) {
      throw new IOException("The value is null, and no ranked result.");
    }
    return result;
  }
}
