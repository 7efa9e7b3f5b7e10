package io.seine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalClusterIT {
  @TempDir private Path dir;

  @Test
  void workEndsWithTheServerThatIsKilledBeneathItAndNotWithOneThatIsCrashedOnPurpose() {
    try (LocalCluster cluster = new LocalCluster(LocalCluster.Options.onFreePorts(dir))) {
      CountDownLatch reached = new CountDownLatch(1);

      assertThatThrownBy(
              () ->
                  cluster.whileUp(
                      () -> {
                        cluster.startWithoutFlink(line -> {});
                        cluster.crashKafka();
                        reached.countDown();
                        assertThat(server("OpenSearchServer").destroyForcibly()).isTrue();
                        new CountDownLatch(1).await();
                        return null;
                      }))
          .isInstanceOf(ClusterException.class)
          .hasMessageStartingWith("OpenSearch ended, with exit status 137 (signal 9")
          .hasMessageContaining("Its log is " + dir.resolve("opensearch").resolve("server.log"));
      assertThat(reached.getCount()).isZero();
    }
    assertThat(servers()).isEmpty();
  }

  @Test
  void workThatEndsFirstGivesWhatItGaveOrFailsAsItFailed() throws Exception {
    try (LocalCluster cluster = new LocalCluster(LocalCluster.Options.onFreePorts(dir))) {
      assertThat(cluster.whileUp(() -> "done")).isEqualTo("done");
      Exception failure = new Exception("lost");
      assertThatThrownBy(
              () ->
                  cluster.whileUp(
                      () -> {
                        throw failure;
                      }))
          .isSameAs(failure);
    }
  }

  private ProcessHandle server(String mainClass) {
    return servers().stream()
        .filter(process -> process.info().commandLine().orElse("").contains(mainClass))
        .findAny()
        .orElseThrow();
  }

  private List<ProcessHandle> servers() {
    return ProcessHandle.current()
        .children()
        .filter(process -> process.info().commandLine().orElse("").contains(dir.toString()))
        .toList();
  }
}
