package io.seine.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.seine.access.TestAuthority;
import io.seine.access.TlsGate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A TLS connection to a server that asks for a certificate and a password. */
class TlsFilesTest {
  private static final String PASSWORD = "pass:word \"ü\"";

  @TempDir private static Path dir;

  private static TestAuthority authority;
  private static TestAuthority other;
  private static HttpServer search;
  private static TlsGate gate;
  private static TlsGate misnamed;

  @BeforeAll
  static void start() throws Exception {
    authority = TestAuthority.create(dir.resolve("authority"));
    authority.sign("server", "EC", "IP:127.0.0.1");
    authority.sign("elsewhere", "EC", "DNS:search.example.org");
    authority.sign("RSA", "RSA", "DNS:client");
    authority.sign("EC", "EC", "DNS:client");
    authority.sign("Ed25519", "Ed25519", "DNS:client");
    other = TestAuthority.create(dir.resolve("other"));
    other.sign("stranger", "EC", "DNS:client");
    search = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    search.createContext(
        "/",
        exchange -> {
          byte[] answer = "{\"count\": 7}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    search.start();
    URI behind = URI.create("http://127.0.0.1:" + search.getAddress().getPort());
    gate = new TlsGate(behind, authority.serverContext("server"), "seine", PASSWORD);
    misnamed = new TlsGate(behind, authority.serverContext("elsewhere"), "seine", PASSWORD);
  }

  @AfterAll
  static void stop() {
    gate.close();
    misnamed.close();
    search.stop(0);
  }

  private static long count(SearchSettings settings) throws IOException {
    try (SearchConnection connection = SearchConnection.open(settings)) {
      return new IndexAdmin(connection).countDocuments();
    }
  }

  /** Settings of the client whose key and certificate have this name. */
  private static SearchSettings client(String name) {
    return files(authority.caFile(), authority.certificate(name), authority.key(name));
  }

  private static SearchSettings files(Path ca, Path certificate, Path key) {
    return settings(gate.url(), PASSWORD, ca, certificate, key);
  }

  private static SearchSettings settings(
      String url, String password, Path ca, Path certificate, Path key) {
    return new SearchSettings(
        url, "documents", "seine", password, text(ca), text(certificate), text(key), 10_000);
  }

  private static String text(Path path) {
    return path == null ? null : path.toString();
  }

  private static String fatal(SearchSettings settings) {
    FatalSearchException e =
        catchThrowableOfType(FatalSearchException.class, () -> count(settings));
    assertThat(e).isNotNull();
    assertThat(e.getMessage()).doesNotContain(PASSWORD);
    return e.getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void aClientWithACertificateAndThePasswordIsLetIn(String name) throws Exception {
    assertThat(count(client(name))).isEqualTo(7);
  }

  @Test
  void theFileOfAuthoritiesMayHoldSeveral() throws Exception {
    Path both = dir.resolve("both.pem");
    Files.writeString(
        both, Files.readString(other.caFile()) + Files.readString(authority.caFile()));
    assertThat(count(files(both, authority.certificate("EC"), authority.key("EC")))).isEqualTo(7);
  }

  @Test
  void aServerOfAnotherAuthorityIsRefused() {
    assertThat(fatal(files(other.caFile(), authority.certificate("EC"), authority.key("EC"))))
        .contains(gate.url(), "not signed by an authority", "opensearch.ca-file");
    // Nor does the JDK trust it.
    assertThat(fatal(files(null, authority.certificate("EC"), authority.key("EC"))))
        .contains("opensearch.ca-file");
  }

  @Test
  void aServerOfAnotherNameIsRefused() {
    Path certificate = authority.certificate("EC");
    SearchSettings settings =
        settings(misnamed.url(), PASSWORD, authority.caFile(), certificate, authority.key("EC"));
    assertThat(fatal(settings)).contains("another name", "opensearch.url");
  }

  @Test
  void aWrongPasswordIsRefused() {
    Path certificate = authority.certificate("EC");
    SearchSettings settings =
        settings(
            gate.url(), "wrong-password", authority.caFile(), certificate, authority.key("EC"));
    assertThat(fatal(settings))
        .contains("401", "opensearch.user and opensearch.password")
        .doesNotContain("wrong-password");
  }

  @Test
  void aClientWithoutACertificateOrWithAStrangersIsRefused() throws Exception {
    try (SSLServerSocket server =
        (SSLServerSocket)
            authority
                .serverContext("server")
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setNeedClientAuth(true);
      Thread thread = new Thread(() -> refuse(server));
      thread.start();
      String url = "https://127.0.0.1:" + server.getLocalPort();
      Path stranger = other.certificate("stranger");
      assertThat(fatal(settings(url, PASSWORD, authority.caFile(), null, null)))
          .contains("opensearch.client-certificate");
      assertThat(
              fatal(settings(url, PASSWORD, authority.caFile(), stranger, other.key("stranger"))))
          .contains("opensearch.client-certificate");
    }
  }

  /** Says why it refuses, and does not close the connection before that is read. */
  private static void refuse(SSLServerSocket server) {
    List<Socket> open = new ArrayList<>();
    try {
      while (true) {
        SSLSocket socket = (SSLSocket) server.accept();
        open.add(socket);
        try {
          socket.startHandshake();
        } catch (IOException e) {
          // As it should be; the other side was told.
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  @Test
  void aServerThatOnlyClosesTheConnectionIsTriedAgainWithAHint() {
    assertThatThrownBy(() -> count(files(authority.caFile(), null, null)))
        .hasMessageContaining("opensearch.client-certificate");
  }

  @Test
  void aCertificateWithoutItsKeyIsRefused() {
    assertThat(fatal(files(authority.caFile(), authority.certificate("EC"), null)))
        .contains("opensearch.client-certificate and opensearch.client-key");
    for (String key : new String[] {"RSA", "server"}) {
      assertThat(fatal(files(authority.caFile(), authority.certificate("EC"), authority.key(key))))
          .contains("not the key of the first certificate", authority.key(key).toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"})
  void aKeyInAnotherFormIsRefusedWithTheCommandThatMendsIt(String kind) throws Exception {
    Key key = authority.privateKey("RSA");
    Path file = dir.resolve("other-form.key");
    Files.writeString(file, TestAuthority.pem(kind, key.getEncoded()));
    assertThat(fatal(files(authority.caFile(), authority.certificate("RSA"), file)))
        .contains("opensearch.client-key", file.toString())
        .contains(kind.startsWith("ENC") ? "encrypted" : "another form")
        .contains("openssl pkcs8 -topk8 -nocrypt");
  }

  @Test
  void aFileThatHoldsSomethingElseIsNamed() throws Exception {
    Path empty = Files.writeString(dir.resolve("empty.pem"), "");
    Path garbage = Files.writeString(dir.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----\nx");
    Path noKey = dir.resolve("no.key");
    Files.writeString(noKey, TestAuthority.pem("PRIVATE KEY", new byte[] {1, 2, 3}));
    for (Path file : new Path[] {empty, garbage}) {
      assertThat(fatal(files(file, null, null)))
          .contains("opensearch.ca-file", file.toString(), "no certificates");
    }
    assertThat(fatal(files(authority.caFile(), authority.certificate("EC"), noKey)))
        .contains("opensearch.client-key", "holds no key");
    assertThat(fatal(files(authority.caFile(), authority.certificate("EC"), empty)))
        .contains("opensearch.client-key", "no key");
    assertThat(fatal(files(dir.resolve("nowhere.pem"), null, null)))
        .contains("opensearch.ca-file", "nowhere.pem", "no such file");
  }

  @Test
  void aServerThatIsNotThereIsTriedAgain() {
    Path certificate = authority.certificate("EC");
    SearchSettings settings =
        settings(
            "https://127.0.0.1:1", PASSWORD, authority.caFile(), certificate, authority.key("EC"));
    assertThatThrownBy(() -> count(settings)).isInstanceOf(RetryableSearchException.class);
  }
}
