package io.seine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.RecordHeader;
import io.seine.message.RecordKind;
import io.seine.message.SourceRecord;
import io.seine.stage.Outcome;
import io.seine.stage.Stage;
import io.seine.stage.WrittenChange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;

/** What a task manager logs of two queries, in a process of its own: its console is the log. */
final class LoggingProcess {
  static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  static final String SECRET = "the text that nobody may log";

  private LoggingProcess() {}

  public static void main(String[] arguments) throws Exception {
    Observation observation = new Observation("rank-queries", RecordKind.QUERY, "");
    SourceRecord record =
        new SourceRecord(
            "queries",
            1,
            7,
            1_700_000_000_000L,
            "q-17".getBytes(UTF_8),
            ("{\"text\": \"" + SECRET + "\"}").getBytes(UTF_8),
            List.of(
                new RecordHeader(
                    "traceparent", ("00-" + TRACE + "-00f067aa0ba902b7-01").getBytes(UTF_8))));

    Stage<SourceRecord, WrittenChange> fails =
        input -> CompletableFuture.failedFuture(new IllegalStateException("no more disks"));
    AsyncStages.run("decode-queries", observation, fails, record);

    try (OneInputStreamOperatorTestHarness<Outcome<WrittenChange>, WrittenChange> router =
        ProcessFunctionTestHarnesses.forProcessFunction(new OutcomeRouter<>(observation))) {
      router.processElement(
          Outcome.rejected(
              new DeadLetter(
                  record, ErrorCode.WRONG_TYPE, "It is " + SECRET, "decode-queries", "q-17")),
          0);
      router.processElement(
          Outcome.rejected(
              new DeadLetter(
                  new SourceRecord("queries", 0, 8, 0, null, new byte[0], List.of()),
                  ErrorCode.MISSING_TEXT,
                  SECRET,
                  "decode-queries",
                  null)),
          0);
    }
  }
}
