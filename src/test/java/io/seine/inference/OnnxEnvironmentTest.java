package io.seine.inference;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OnnxEnvironmentTest {
  @Test
  void longCommandLineIsRefusedBeforeItCrashesTheProcess() {
    assertThatThrownBy(() -> OnnxEnvironment.checkCommandLine(null, 12_000))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("12000 bytes")
        .hasMessageContaining("ORT_DISABLE_TELEMETRY=1");
  }

  @Test
  void withoutTelemetryTheCommandLineMayBeLong() {
    assertThatCode(() -> OnnxEnvironment.checkCommandLine("1", 12_000)).doesNotThrowAnyException();
  }

  @Test
  void shortCommandLineIsNoConcern() {
    assertThatCode(() -> OnnxEnvironment.checkCommandLine(null, 2_000)).doesNotThrowAnyException();
  }
}
