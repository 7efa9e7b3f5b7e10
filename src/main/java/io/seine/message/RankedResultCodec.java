package io.seine.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes and reads the value of a record of the ranked-results topic. */
public final class RankedResultCodec {
  private RankedResultCodec() {}

  /** The result as UTF-8 JSON. */
  public static byte[] encode(RankedResult result) {
    try {
      return Json.MAPPER.writeValueAsBytes(result);
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
    return Json.MAPPER.readValue(value, RankedResult.class);
  }
}
