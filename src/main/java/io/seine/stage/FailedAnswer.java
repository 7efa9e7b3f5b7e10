package io.seine.stage;

import io.seine.message.DeadLetter;
import io.seine.message.QueryDecoder;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import java.util.List;

/**
 * The answer to a query that became a dead letter, so that nobody waits for one that never comes.
 */
public final class FailedAnswer {
  private FailedAnswer() {}

  /**
   * A result of status failed.
   *
   * @param nowMillis in milliseconds since the epoch
   */
  public static AnsweredQuery of(DeadLetter letter, long nowMillis) {
    String subject = letter.subject();
    double total = Math.max(0, nowMillis - letter.source().timestamp());
    return new AnsweredQuery(
        letter.source(),
        new RankedResult(
            subject == null ? QueryDecoder.idOf(letter.source()) : subject,
            "",
            Status.FAILED,
            letter.code().code() + ": " + letter.message(),
            List.of(),
            0,
            0,
            new Timings(0, 0, 0, 0, total),
            null));
  }
}
