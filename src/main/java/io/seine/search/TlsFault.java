package io.seine.search;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Why two sides of a TLS connection will never come together, however often they try. */
enum TlsFault {
  /** The server's certificate is not signed by anybody who is trusted here. */
  UNTRUSTED_SERVER(
      "its certificate is not signed by an authority that is trusted here. Set opensearch.ca-file to the authority's certificate."),
  /** The server's certificate is for other names. */
  WRONG_NAME(
      "its certificate is for another name. Set opensearch.url to a name that the certificate holds."),
  /** The server does not take this client's certificate, or misses one. */
  REFUSED_CLIENT(
      "it does not take this client's certificate. Set opensearch.client-certificate and opensearch.client-key to what its authority signed, for its versions and ciphers of TLS.");

  private final String advice;

  TlsFault(String advice) {
    this.advice = advice;
  }

  /** The fault, if it is one: a connection that broke off during the handshake may pass. */
  static Optional<TlsFault> of(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLPeerUnverifiedException) {
        return Optional.of(WRONG_NAME);
      }
      if (cause instanceof CertificateException || cause instanceof CertPathBuilderException) {
        return Optional.of(UNTRUSTED_SERVER);
      }
      // The JDK has no class for what the other side says.
      if (cause instanceof SSLException
          && String.valueOf(cause.getMessage()).contains("Received fatal alert")) {
        return Optional.of(REFUSED_CLIENT);
      }
    }
    return Optional.empty();
  }

  /** What may be the matter with a connection that was closed: some servers refuse so. */
  static String hint(SearchSettings settings) {
    return settings.url().startsWith("https:") && settings.clientCertificate() == null
        ? ". If it asks for a client's certificate, set opensearch.client-certificate and opensearch.client-key"
        : "";
  }

  String message(SearchSettings settings) {
    return "There is no TLS connection to OpenSearch at %s: %s".formatted(settings.url(), advice);
  }
}
