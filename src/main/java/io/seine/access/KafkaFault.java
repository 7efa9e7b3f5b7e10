package io.seine.access;

import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a failure of a Kafka client means for whoever has to mend it. */
public final class KafkaFault {
  private KafkaFault() {}

  /** What to do about a failure that no retry will better; nothing for one that may pass. */
  public static Optional<String> refusal(@Nullable Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String advice = advice(cause);
      if (advice != null) {
        return Optional.of(advice);
      }
    }
    return Optional.empty();
  }

  private static @Nullable String advice(Throwable thrown) {
    if (thrown instanceof SecretException) {
      return thrown.getMessage();
    }
    if (thrown instanceof SslAuthenticationException) {
      return "Kafka and this client do not trust each other (%s). Check that ssl.truststore.* holds the authority that signed the brokers' certificates, that the brokers are called as their certificates say, and, if they ask for a client's certificate, ssl.keystore.*."
          .formatted(root(thrown));
    }
    if (thrown instanceof AuthenticationException) {
      return "Kafka does not let this user in (%s). Check the user and the password that sasl.jaas.config refers to, and sasl.mechanism."
          .formatted(thrown.getMessage());
    }
    if (thrown instanceof AuthorizationException) {
      return "Kafka does not allow this (%s). Give the user the right to do it; docs/security.md lists those that Seine needs."
          .formatted(thrown.getMessage());
    }
    if (thrown instanceof ConfigException) {
      return "A setting of the Kafka clients is wrong: " + thrown.getMessage();
    }
    return null;
  }

  /** A sentence about any failure of a Kafka client, for somebody at a terminal. */
  public static String explain(Throwable thrown) {
    return refusal(thrown)
        .orElseGet(
            () ->
                thrown instanceof TimeoutException
                    ? "Kafka gave no answer (%s). Is it there, and is security.protocol the one of this port?"
                        .formatted(thrown.getMessage())
                    : "A Kafka client failed: " + root(thrown));
  }

  private static String root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.toString() : message;
  }
}
