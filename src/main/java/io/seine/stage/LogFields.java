package io.seine.stage;

import io.seine.message.RecordKind;
import io.seine.message.SourceRecord;
import io.seine.message.TraceParent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What the log lines of this thread are about, as fields beside their messages, until this is
 * closed. Stages go on in other threads than they began in, so it is opened around a line, and not
 * around a stage.
 */
public final class LogFields implements AutoCloseable {
  private final List<String> names = new ArrayList<>();

  private LogFields() {}

  /**
   * The record, where it stands and to which trace it belongs.
   *
   * @param id of the document or query; null where it is not known
   */
  public static LogFields of(RecordKind kind, SourceRecord source, @Nullable String id) {
    TraceParent trace = source.traceParent();
    return new LogFields()
        .with(kind.idField(), id)
        .with("position", source.position())
        .with("trace_id", trace == null ? null : trace.traceId());
  }

  /** One field more; none when the value is null. */
  public LogFields with(String name, @Nullable String value) {
    if (value != null) {
      MDC.put(name, value);
      names.add(name);
    }
    return this;
  }

  @Override
  public void close() {
    names.forEach(MDC::remove);
  }
}
