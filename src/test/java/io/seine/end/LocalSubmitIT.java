package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.SeineCommand;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The cluster of {@code ./seine up} takes jobs over its interface as any other does, so that it can
 * be moved to another bi-encoder.
 */
class LocalSubmitIT {
  @Test
  void aSecondJobRunsBesideTheFirst() throws Exception {
    SeineUnderTest seine = SeineUnderTest.get();
    String flink = seine.seine().cluster().flink().url();

    SeineCommand.Ran submitted =
        SeineCommand.run(
            "submit",
            "index-documents",
            "--alongside",
            "--flink",
            flink,
            "--set",
            "kafka.bootstrap.servers=" + seine.bootstrap(),
            "--set",
            "opensearch.url=" + seine.seine().cluster().openSearchUrl(),
            "--set",
            "documents.group=submitted",
            "--set",
            "documents.start=latest");

    assertThat(submitted.status()).as(submitted.errors()).isZero();
    Matcher id =
        Pattern.compile("Submitted index-documents: ([0-9a-f]+)").matcher(submitted.output());
    assertThat(id.find()).isTrue();
    // In the JobManager's memory they may have 5 MB, which a few large documents fill.
    assertThat(FlinkPages.all(flink).get("/jobs/" + id.group(1) + "/checkpoints/config"))
        .contains("FileSystemCheckpointStorage");
    SeineCommand.Ran stopped = SeineCommand.run("stop", id.group(1), "--cancel", "--flink", flink);
    assertThat(stopped.status()).as(stopped.errors()).isZero();
  }
}
