package io.seine.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class OutageLogTest {
  private final ManualTime time = new ManualTime();
  private final List<String> lines = new ArrayList<>();
  private final OutageLog log = new OutageLog(recording(), "It is down", time);

  private Logger recording() {
    return (Logger)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, arguments) -> lines.add(method.getName()));
  }

  @Test
  void anHourOfFailuresIsALineEveryHalfMinute() {
    for (int second = 0; second < 3_600; second++) {
      log.failed("refused");
      log.failed("refused");
      time.pass(1_000);
    }
    log.over();

    assertThat(lines.subList(0, lines.size() - 1)).containsOnly("warn").hasSize(120);
    assertThat(lines.get(lines.size() - 1)).isEqualTo("info");
  }

  @Test
  void whatNeverFailedIsNotSaidToWorkAgain() {
    log.over();
    assertThat(lines).isEmpty();
  }
}
