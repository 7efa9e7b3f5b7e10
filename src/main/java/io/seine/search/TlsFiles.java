package io.seine.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PEM files that the settings of a TLS connection name: certificates, and a key as PKCS
 * #8 without a password, of RSA, an elliptic curve or EdDSA.
 */
final class TlsFiles {
  private static final String CA_FILE = "opensearch.ca-file";
  private static final String CLIENT_CERTIFICATE = "opensearch.client-certificate";
  private static final String CLIENT_KEY = "opensearch.client-key";

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private TlsFiles() {}

  /**
   * Trusts the CA file if there is one, else what the JDK trusts; shows the client certificate if
   * there is one.
   *
   * @throws FatalSearchException when a file is not what it should be; the message names the
   *     setting, the file, and what to do
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
    for (Certificate certificate : certificates(CA_FILE, caFile)) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] keyManagers(
      @Nullable String certificateFile, @Nullable String keyFile)
      throws IOException, GeneralSecurityException {
    if (certificateFile == null && keyFile == null) {
      return null;
    }
    if (certificateFile == null || keyFile == null) {
      throw new FatalSearchException(
          "Of %s and %s one is set and the other is not; a client that shows a certificate has both."
              .formatted(CLIENT_CERTIFICATE, CLIENT_KEY));
    }
    Certificate[] chain =
        certificates(CLIENT_CERTIFICATE, certificateFile).toArray(new Certificate[0]);
    PrivateKey key = privateKey(keyFile);
    if (!belongTogether(key, chain[0].getPublicKey())) {
      throw new FatalSearchException(
          "%s names %s, which is not the key of the first certificate in %s. The client's own certificate stands first in that file, those of its authorities after it."
              .formatted(CLIENT_KEY, keyFile, certificateFile));
    }
    KeyStore store = emptyStore();
    store.setKeyEntry("client", key, new char[0], chain);
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

  private static Collection<? extends Certificate> certificates(String setting, String file)
      throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    try (var pem = Files.newInputStream(Path.of(file))) {
      Collection<? extends Certificate> certificates = factory.generateCertificates(pem);
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (CertificateException e) {
      throw noCertificates(setting, file);
    } catch (IOException | InvalidPathException e) {
      throw unreadable(setting, file, e);
    }
    throw noCertificates(setting, file);
  }

  private static FatalSearchException noCertificates(String setting, String file) {
    return new FatalSearchException(
        "%s names %s, which holds no certificates in PEM form (BEGIN CERTIFICATE)."
            .formatted(setting, file));
  }

  private static FatalSearchException unreadable(String setting, String file, Exception e) {
    return new FatalSearchException(
        e instanceof NoSuchFileException
            ? "%s names %s, and there is no such file on this machine.".formatted(setting, file)
            : "%s names %s, which can't be read: %s".formatted(setting, file, e));
  }

  private static PrivateKey privateKey(String file) throws GeneralSecurityException {
    String pem;
    try {
      pem = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException | InvalidPathException e) {
      throw unreadable(CLIENT_KEY, file, e);
    }
    Matcher key = KEY.matcher(pem);
    if (!key.find()) {
      String found =
          pem.contains("ENCRYPTED")
              ? "a key that is encrypted"
              : pem.contains("PRIVATE KEY") ? "a key in another form" : "no key";
      throw new FatalSearchException(
          "%s names %s, which holds %s; it has to be PKCS #8 without a password (BEGIN PRIVATE KEY). This makes one: openssl pkcs8 -topk8 -nocrypt -in %s -out client-key.pem"
              .formatted(CLIENT_KEY, file, found, file));
    }
    PKCS8EncodedKeySpec spec;
    try {
      spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1)));
    } catch (IllegalArgumentException e) {
      throw noKey(file);
    }
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // Not of this kind: try the next.
      }
    }
    throw noKey(file);
  }

  /** Whether one signs what the other knows. */
  private static boolean belongTogether(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] text = CLIENT_KEY.getBytes(StandardCharsets.US_ASCII);
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(text);
    try {
      return signature.verify(signed);
    } catch (SignatureException e) {
      // Such as of keys of different lengths.
      return false;
    }
  }

  private static FatalSearchException noKey(String file) {
    return new FatalSearchException(
        "%s names %s, which holds no key of RSA, an elliptic curve or EdDSA."
            .formatted(CLIENT_KEY, file));
  }
}
