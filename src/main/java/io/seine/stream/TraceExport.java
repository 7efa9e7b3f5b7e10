package io.seine.stream;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.seine.stage.StageFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The way of a job's spans out of this process, by OTLP over HTTP: one for all its stages, opened
 * with the first and closed, with what waits sent, with the last. Everything that OpenTelemetry's
 * own environment variables say (headers, sampler, resource attributes, sizes of queues) holds,
 * except for the endpoint.
 */
final class TraceExport {
  /** What OpenTelemetry logs, by java.util.logging, goes where this process logs. */
  private static final Logger SDK_LOG = Logger.getLogger("io.opentelemetry");

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.traces.exporter", "otlp",
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none",
          "otel.exporter.otlp.protocol", "http/protobuf");

  private static final long CLOSE_SECONDS = 5;

  // Guarded by the class.
  private static final Map<Observation, TraceExport> OPEN = new HashMap<>();
  private static final SLF4JBridgeHandler LOG_BRIDGE = new SLF4JBridgeHandler();

  private final Observation observation;
  private final RecordIds ids = new RecordIds();
  private final SdkTracerProvider provider;
  private final Sampler sampler;
  private final Tracer tracer;

  // Guarded by the class.
  private int users;

  private TraceExport(Observation observation) {
    this.observation = observation;
    this.provider = provider(observation, ids);
    this.sampler = provider.getSampler();
    this.tracer = provider.get("io.seine");
  }

  private static SdkTracerProvider provider(Observation observation, RecordIds ids) {
    try {
      return AutoConfiguredOpenTelemetrySdk.builder()
          .disableShutdownHook()
          .setServiceClassLoader(
              Objects.requireNonNull(TraceExport.class.getClassLoader(), "a class loader"))
          .addPropertiesSupplier(() -> DEFAULTS)
          .addPropertiesSupplier(() -> Map.of("otel.service.name", observation.job()))
          .addPropertiesCustomizer(
              unused -> Map.of("otel.exporter.otlp.endpoint", observation.otlpEndpoint()))
          .addTracerProviderCustomizer((builder, unused) -> builder.setIdGenerator(ids))
          .build()
          .getOpenTelemetrySdk()
          .getSdkTracerProvider();
    } catch (ConfigurationException e) {
      throw new StageFailure(
          "Spans can't be sent to '%s': %s. Look at OpenTelemetry's variables (OTEL_…) in the environment of the task managers."
              .formatted(observation.otlpEndpoint(), e.getMessage()),
          e);
    }
  }

  /** The job's export, opened if nobody did before; to be released. */
  static TraceExport acquire(Observation observation) {
    synchronized (TraceExport.class) {
      SDK_LOG.setUseParentHandlers(false);
      // It may be there already, and would log twice.
      SDK_LOG.removeHandler(LOG_BRIDGE);
      SDK_LOG.addHandler(LOG_BRIDGE);
      TraceExport export = OPEN.computeIfAbsent(observation, TraceExport::new);
      export.users++;
      return export;
    }
  }

  Tracer tracer() {
    return tracer;
  }

  RecordIds ids() {
    return ids;
  }

  /** Whether a trace that begins here is recorded. */
  boolean samples(String traceId) {
    return sampler
            .shouldSample(
                Context.root(), traceId, "", SpanKind.CONSUMER, Attributes.empty(), List.of())
            .getDecision()
        == SamplingDecision.RECORD_AND_SAMPLE;
  }

  /** Gives it back; whoever does so last closes it. */
  void release() {
    synchronized (TraceExport.class) {
      users--;
      if (users > 0) {
        return;
      }
      OPEN.remove(observation);
    }
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    synchronized (TraceExport.class) {
      if (OPEN.isEmpty()) {
        SDK_LOG.removeHandler(LOG_BRIDGE);
        SDK_LOG.setUseParentHandlers(true);
      }
    }
  }
}
