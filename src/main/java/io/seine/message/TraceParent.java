package io.seine.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a record belongs to, as its header {@code traceparent} says in the form of the W3C
 * trace context.
 *
 * @param traceId 32 hex digits
 * @param spanId 16 hex digits: the span that published the record
 * @param sampled whether whoever published it records the trace
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {
  /** The header's name. */
  public static final String HEADER = "traceparent";

  // No version ff, no ids of zeros; only versions after 00 may have more behind the flags.
  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff)(?:00(?=.{53}$)|(?!00)[0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})"
              + "-[0-9a-f]([0-9a-f])(?:-.*)?");

  /** Null when there is no such header, or none that is in this form. */
  static @Nullable TraceParent parse(@Nullable String header) {
    if (header == null) {
      return null;
    }
    Matcher matcher = FORM.matcher(header);
    return matcher.matches()
        ? new TraceParent(
            matcher.group(1),
            matcher.group(2),
            (Character.digit(matcher.group(3).charAt(0), 16) & 1) == 1)
        : null;
  }
}
