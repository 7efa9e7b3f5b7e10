package io.seine.stream;

import io.opentelemetry.sdk.trace.IdGenerator;
import io.seine.message.TraceParent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ids of spans: random, except of a span that is begun as the root of a given trace. */
final class RecordIds implements IdGenerator {
  private final IdGenerator random = IdGenerator.random();
  private final ThreadLocal<@Nullable TraceParent> given = new ThreadLocal<>();

  /** Begins a span that has the ids given. */
  <T> T with(TraceParent root, Supplier<T> begin) {
    given.set(root);
    try {
      return begin.get();
    } finally {
      given.remove();
    }
  }

  @Override
  public String generateTraceId() {
    TraceParent root = given.get();
    return root == null ? random.generateTraceId() : root.traceId();
  }

  @Override
  public String generateSpanId() {
    TraceParent root = given.get();
    return root == null ? random.generateSpanId() : root.spanId();
  }
}
