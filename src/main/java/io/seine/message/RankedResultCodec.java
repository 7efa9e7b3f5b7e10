package io.seine.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes and reads the value of a record of the ranked-results topic. */
public final class RankedResultCodec {
  private RankedResultCodec() {}

  /** The result as UTF-8 JSON, whatever its texts hold: half a surrogate pair becomes '?'. */
  public static byte[] encode(RankedResult result) {
    try {
      // Jackson's own encoder would write bytes that are no UTF-8.
      return Json.MAPPER.writeValueAsString(result).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
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
