package io.seine.stage;

import com.fasterxml.jackson.databind.node.TextNode;
import io.seine.message.RecordKind;
import io.seine.message.SourceRecord;
import io.seine.message.TraceParent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What a line in the log is about, as fields beside its message. A stage goes on in other threads
 * than it began in, so the fields are put around each line, and never around a stage.
 */
public final class LogFields {
  /** Longer than any id that is valid. */
  private static final int MAX_ID = 512;

  private final Map<String, String> fields = new LinkedHashMap<>();

  private LogFields() {}

  /**
   * The record, where it stands and to which trace it belongs.
   *
   * @param id of the document or query; null where it is not known
   */
  public static LogFields of(RecordKind kind, SourceRecord source, @Nullable String id) {
    TraceParent trace = source.traceParent();
    return new LogFields()
        .with(kind.idField(), id == null ? null : cut(id))
        .with("position", source.position())
        .with("trace_id", trace == null ? null : trace.traceId());
  }

  /**
   * An id as it may stand in the text of a line: it is data, so it is quoted, and cannot begin a
   * line of its own; where it could not be checked it is of any length, and is cut.
   */
  public static String quoted(String id) {
    return TextNode.valueOf(cut(id)).toString();
  }

  private static String cut(String id) {
    return id.length() <= MAX_ID ? id : id.substring(0, MAX_ID) + "…";
  }

  /** One field more; none when the value is null. */
  public LogFields with(String name, @Nullable String value) {
    if (value != null) {
      fields.put(name, value);
    }
    return this;
  }

  /** Logs what has these fields. */
  public void around(Runnable line) {
    fields.forEach(MDC::put);
    try {
      line.run();
    } finally {
      fields.keySet().forEach(MDC::remove);
    }
  }
}
