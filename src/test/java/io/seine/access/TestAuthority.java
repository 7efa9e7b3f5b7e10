package io.seine.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An authority that signs certificates, made by a test for itself with the JDK's keytool. Whatever
 * it makes lies as PEM files in its folder.
 */
public final class TestAuthority {
  private static final String CA = "ca";

  private final Path dir;
  private final Path store;
  private final String password = UUID.randomUUID().toString();

  private TestAuthority(Path dir) {
    this.dir = dir;
    this.store = dir.resolve("store.p12");
  }

  /** Makes an authority with a folder of its own. */
  public static TestAuthority create(Path dir) throws Exception {
    TestAuthority authority = new TestAuthority(Files.createDirectories(dir));
    authority.keytool(
        CA,
        "EC",
        "-dname",
        "CN=Authority " + UUID.randomUUID(),
        "-ext",
        "bc:c",
        "-ext",
        "ku:c=keyCertSign");
    authority.write("ca.pem", "CERTIFICATE", authority.load().getCertificate(CA).getEncoded());
    return authority;
  }

  /** The file of the authority's own certificate. */
  public Path caFile() {
    return dir.resolve("ca.pem");
  }

  /**
   * Signs a certificate: NAME.crt with the chain, NAME.key with the key as PKCS #8, and NAME.pem
   * with both.
   *
   * @param algorithm of the key, such as RSA
   * @param names that it is for, such as IP:127.0.0.1
   */
  public void sign(String name, String algorithm, String names) throws Exception {
    keytool(
        name,
        algorithm,
        "-dname",
        "CN=" + name,
        "-ext",
        "san=" + names,
        "-signer",
        CA,
        "-signerkeypass",
        password);
    KeyStore keys = load();
    String key = pem("PRIVATE KEY", keys.getKey(name, password.toCharArray()).getEncoded());
    StringBuilder chain = new StringBuilder();
    for (Certificate certificate : keys.getCertificateChain(name)) {
      chain.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    Files.writeString(dir.resolve(name + ".key"), key);
    Files.writeString(dir.resolve(name + ".crt"), chain);
    Files.writeString(dir.resolve(name + ".pem"), key + chain);
  }

  public Path certificate(String name) {
    return dir.resolve(name + ".crt");
  }

  public Path key(String name) {
    return dir.resolve(name + ".key");
  }

  public Path keyAndCertificate(String name) {
    return dir.resolve(name + ".pem");
  }

  /** Writes a key and its certificate to a store of their own, as Java's programs take it. */
  public void keyStore(String name, Path file, String storePassword) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(
        name, privateKey(name), storePassword.toCharArray(), load().getCertificateChain(name));
    try (OutputStream out = Files.newOutputStream(file)) {
      own.store(out, storePassword.toCharArray());
    }
  }

  /** What a server needs that shows one certificate, and asks for one of this authority's. */
  public SSLContext serverContext(String name) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    KeyStore all = load();
    own.setKeyEntry(
        name,
        all.getKey(name, password.toCharArray()),
        password.toCharArray(),
        all.getCertificateChain(name));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, password.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(CA, all.getCertificate(CA));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** The private key of a name. */
  public Key privateKey(String name) throws Exception {
    return load().getKey(name, password.toCharArray());
  }

  private KeyStore load() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(store.toFile())) {
      keys.load(in, password.toCharArray());
    }
    return keys;
  }

  private void keytool(String alias, String algorithm, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    Collections.addAll(command, "-genkeypair", "-alias", alias, "-keyalg", algorithm);
    Collections.addAll(command, "-validity", "30", "-storetype", "PKCS12");
    Collections.addAll(command, "-keystore", store.toString(), "-storepass", password);
    Collections.addAll(command, more);
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool failed: " + output);
    }
  }

  private void write(String file, String kind, byte[] content) throws IOException {
    Files.writeString(dir.resolve(file), pem(kind, content));
  }

  /** Content in PEM form. */
  public static String pem(String kind, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind);
  }
}
