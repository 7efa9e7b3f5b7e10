package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Records that are larger than the topics beside theirs take. */
class LargeRecordsIT {
  private static SeineUnderTest seine;

  @BeforeAll
  static void takeLargeDocuments() throws Exception {
    seine = SeineUnderTest.get();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) seine.bootstrap()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, "documents"),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", "3000000"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  @Test
  void aBadRecordLargerThanALetterLeavesALetterWithoutItsValue() throws Exception {
    String position = seine.publish("documents", "large-1", "x".repeat(2_500_000));

    ConsumerRecord<byte[], byte[]> letter = seine.deadLetter(position);

    assertThat(letter.value()).isNull();
    assertThat(letter.key()).isEqualTo("large-1".getBytes(UTF_8));
    assertThat(Traffic.headers(letter))
        .containsEntry("seine-dead-letter-code", "too-large")
        .containsEntry("seine-dead-letter-left-out", "value");
    assertThat(seine.seine().indexDocuments().status()).isEqualTo(JobStatus.RUNNING);
    assertThat(seine.seine().indexDocuments().restarts()).isZero();
  }

  @Test
  void itsReplayBringsTheWholeRecordBackAndDeletesNothing() throws Exception {
    String text = "{\"text\": \"" + "y".repeat(2_500_000) + "\"}";
    String position = seine.publish("documents", "large-2", text);
    ConsumerRecord<byte[], byte[]> letter = seine.deadLetter(position);
    assertThat(letter.value()).isNull();

    Process replay =
        new ProcessBuilder(
                "./seine",
                "dead-letters",
                "replay",
                letter.partition() + "@" + letter.offset(),
                "--bootstrap",
                seine.bootstrap())
            .inheritIO()
            .start();
    assertThat(replay.waitFor()).isZero();

    ConsumerRecord<byte[], byte[]> again =
        seine.await(
            "documents",
            record ->
                "large-2".equals(new String(record.key(), UTF_8))
                    && record.headers().lastHeader("seine-dead-letter-offset") != null);
    assertThat(new String(again.value(), UTF_8)).isEqualTo(text);
  }
}
