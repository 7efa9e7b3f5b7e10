package io.seine.stage;

import static io.seine.stage.Samples.CLOCK;
import static io.seine.stage.Samples.NOW;
import static io.seine.stage.Stages.output;
import static io.seine.stage.Stages.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.InvalidRecordException;
import io.seine.message.QueryDecoder;
import io.seine.message.RankedResult;
import io.seine.message.Records;
import io.seine.message.SourceRecord;
import org.junit.jupiter.api.Test;

class DecodeQueryTest {
  private static final QueryDecoder DECODER = new QueryDecoder(Records.LIMITS);

  private final DecodeQuery stage = new DecodeQuery(DECODER, filter -> {}, CLOCK);

  @Test
  void aBadQueryIsADeadLetterAndAFailedAnswerUnderItsId() throws Exception {
    DeadLetter letter = rejection(stage, Records.record("key", "{\"id\": \"q-9\"}"));
    RankedResult answer = FailedAnswer.of(letter, NOW).result();

    assertThat(letter.code()).isEqualTo(ErrorCode.MISSING_TEXT);
    assertThat(answer.queryId()).isEqualTo("q-9");
    assertThat(answer.status()).isEqualTo(RankedResult.Status.FAILED);
    assertThat(answer.reason()).isEqualTo("missing-text: The query has no text.");
    assertThat(answer.timings().total()).isEqualTo(20);
  }

  @Test
  void anAnswerIsMadeAMomentBeforeTheDeadlineSoThatItLeavesByIt() throws Exception {
    // The record is 20 ms old.
    assertThat(deadline(1_020)).isEqualTo(NOW + 1_000 - 25);
    assertThat(deadline(120)).isEqualTo(NOW + 100 - 10);
  }

  private long deadline(int millis) throws Exception {
    SourceRecord record =
        Records.record("key", "{\"text\": \"x\", \"deadline_ms\": %d}".formatted(millis));
    return output(stage, record).query().deadlineMillis();
  }

  @Test
  void aFilterThatTheIndexDoesNotKnowIsRefused() throws Exception {
    DecodeQuery strict =
        new DecodeQuery(
            DECODER,
            filter -> {
              throw new InvalidRecordException(ErrorCode.INVALID_FILTER, "unknown");
            },
            CLOCK);
    assertThat(rejection(strict, Records.record("key", "x")).code())
        .isEqualTo(ErrorCode.INVALID_FILTER);
  }

  @Test
  void aQueryWhoseDeadlineHasPassedIsDroppedBeforeItCosts() throws Exception {
    DeadLetter letter =
        rejection(stage, Records.record("key", "{\"text\": \"x\", \"deadline_ms\": 15}"));
    assertThat(letter.code()).isEqualTo(ErrorCode.DEADLINE_PASSED);
    assertThat(letter.subject()).isEqualTo("key");
    assertThat(letter.message()).contains("5 ms before");
  }
}
