package io.seine.search;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Reads the PEM files that the settings of a TLS connection name. */
final class TlsFiles {
  private TlsFiles() {}

  /**
   * Trusts the CA file if there is one, else what the JDK trusts; shows the client certificate if
   * there is one.
   */
  static SSLContext context(SearchSettings settings) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        keyManagers(settings.clientCertificate(), settings.clientKey()),
        trustManagers(settings.caFile()),
        null);
    return context;
  }

  private static TrustManager @Nullable [] trustManagers(@Nullable String caFile)
      throws IOException, GeneralSecurityException {
    if (caFile == null) {
      return null;
    }
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : certificates(caFile)) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static javax.net.ssl.KeyManager @Nullable [] keyManagers(
      @Nullable String certificateFile, @Nullable String keyFile)
      throws IOException, GeneralSecurityException {
    if (certificateFile == null || keyFile == null) {
      return null;
    }
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "client",
        privateKey(keyFile),
        new char[0],
        certificates(certificateFile).toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  private static PrivateKey privateKey(String file) throws IOException, GeneralSecurityException {
    String pem = Files.readString(Path.of(file), StandardCharsets.US_ASCII);
    String marker = "PRIVATE KEY-----";
    int begin = pem.indexOf("-----BEGIN " + marker);
    int end = pem.indexOf("-----END " + marker);
    if (begin < 0 || end < begin) {
      throw new InvalidKeySpecException(
          file + " holds no unencrypted PKCS #8 key (BEGIN PRIVATE KEY)");
    }
    PKCS8EncodedKeySpec spec =
        new PKCS8EncodedKeySpec(
            Base64.getMimeDecoder()
                .decode(pem.substring(begin + "-----BEGIN ".length() + marker.length(), end)));
    for (String algorithm : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // Not of this kind: try the next.
      }
    }
    throw new InvalidKeySpecException(file + " holds neither an RSA nor an EC key");
  }
}
