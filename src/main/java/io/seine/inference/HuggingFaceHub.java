package io.seine.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Hugging Face hub, or a mirror of it: lists a repository's files and downloads them, each
 * checked against the sum that the hub's API states for it.
 */
final class HuggingFaceHub {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final URI DEFAULT = URI.create("https://huggingface.co");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_REDIRECTS = 5;
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  private final URI endpoint;
  private final @Nullable String token;
  private final Duration patience;
  // Redirects are followed here, since the token must not follow them to another host.
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(20))
          .build();

  /**
   * A repository at one commit.
   *
   * @param name owner/name
   */
  record Snapshot(String name, String commit, List<RemoteFile> files) {
    List<String> names() {
      return files.stream().map(RemoteFile::name).toList();
    }
  }

  /**
   * A file of a repository.
   *
   * @param sha256 of its content, if the hub keeps it as a large file
   * @param blobId its git object id, which holds for small files
   */
  record RemoteFile(String name, long size, @Nullable String sha256, @Nullable String blobId) {}

  /**
   * @param token is sent to the endpoint's host and to no other
   */
  HuggingFaceHub(URI endpoint, @Nullable String token) {
    this(endpoint, token, PATIENCE);
  }

  /**
   * As the other.
   *
   * @param patience how long nothing of an answer may come
   */
  HuggingFaceHub(URI endpoint, @Nullable String token, Duration patience) {
    this.endpoint = endpoint;
    this.token = token;
    this.patience = patience;
  }

  /**
   * The hub that the environment names by HF_ENDPOINT, with the token HF_TOKEN.
   *
   * @throws ModelException when HF_ENDPOINT is no address
   */
  static HuggingFaceHub fromEnvironment(Map<String, String> environment) {
    String endpoint = environment.getOrDefault("HF_ENDPOINT", "").strip();
    String token = environment.get("HF_TOKEN");
    return new HuggingFaceHub(
        endpoint.isEmpty() ? DEFAULT : address(endpoint.replaceAll("/+$", "")),
        token == null || token.isBlank() ? null : token.strip());
  }

  private static URI address(String endpoint) {
    try {
      URI address = URI.create(endpoint);
      if (address.getHost() != null && List.of("http", "https").contains(address.getScheme())) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // It is said below what it has to be.
    }
    throw new ModelException(
        "HF_ENDPOINT is '%s'; it has to be an http or https URL, such as %s, or empty."
            .formatted(endpoint, DEFAULT));
  }

  Snapshot snapshot(String name, String revision) throws IOException {
    URI uri =
        URI.create(endpoint + "/api/models/" + name + "/revision/" + revision + "?blobs=true");
    JsonNode answer;
    try (InputStream body = get(uri, name)) {
      answer = JSON.readTree(body);
    }
    String commit = answer.path("sha").asText();
    if (!COMMIT.matcher(commit).matches() || !answer.path("siblings").isArray()) {
      throw new ModelException(
          uri + " does not answer as the API of the Hugging Face hub. Check HF_ENDPOINT.");
    }
    List<RemoteFile> files = new ArrayList<>();
    for (JsonNode file : answer.path("siblings")) {
      files.add(
          new RemoteFile(
              file.path("rfilename").asText(),
              file.path("size").asLong(-1),
              file.path("lfs").path("sha256").textValue(),
              file.path("blobId").textValue()));
    }
    return new Snapshot(name, commit, files);
  }

  /** Downloads one file and returns its SHA-256. */
  String download(Snapshot snapshot, RemoteFile file, Path target, FetchProgress progress)
      throws IOException {
    URI uri =
        URI.create(
            endpoint
                + "/"
                + snapshot.name()
                + "/resolve/"
                + snapshot.commit()
                + encodedPath("/" + file.name()));
    MessageDigest sha256 = Sha256.digest("SHA-256");
    MessageDigest blob = Sha256.digest("SHA-1");
    blob.update(("blob " + file.size() + "\0").getBytes(StandardCharsets.UTF_8));
    String label = snapshot.name() + "/" + file.name();
    long done = 0;
    try (InputStream in = get(uri, snapshot.name());
        OutputStream out = Files.newOutputStream(target)) {
      byte[] buffer = new byte[1 << 16];
      int read;
      while ((read = in.read(buffer)) >= 0) {
        out.write(buffer, 0, read);
        sha256.update(buffer, 0, read);
        blob.update(buffer, 0, read);
        done += read;
        progress.update(label, done, file.size());
      }
    }
    if (file.size() >= 0 && done != file.size()) {
      throw new ModelException(
          "The download of "
              + uri
              + " ended after "
              + done
              + " of "
              + file.size()
              + " bytes. Try again.");
    }
    String sum = Sha256.hex(sha256);
    if (file.sha256() != null) {
      same(uri, "SHA-256", file.sha256(), sum);
    } else if (file.blobId() != null && file.size() >= 0) {
      same(uri, "git object id", file.blobId(), Sha256.hex(blob));
    } else {
      throw new ModelException("The hub states no sum for " + uri + ": it cannot be checked.");
    }
    return sum;
  }

  /** A path as it stands in a URI, whatever characters a file's name has. */
  private static String encodedPath(String path) {
    try {
      return new URI(null, null, path, null).getRawPath();
    } catch (URISyntaxException e) {
      throw new ModelException("The file name \"" + path + "\" is not one of a model.", e);
    }
  }

  private static void same(URI uri, String what, String expected, String found) {
    if (!expected.equals(found)) {
      throw new ModelException(
          "What came from "
              + uri
              + " is not the file that the hub lists: its "
              + what
              + " is "
              + found
              + " and not "
              + expected
              + ". Try again; if it stays so, something between here and the hub changes files.");
    }
  }

  private InputStream get(URI first, String name) throws IOException {
    URI uri = first;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(patience);
      if (token != null && isEndpoint(uri)) {
        request.header("Authorization", "Bearer " + token);
      }
      HttpResponse<InputStream> response = send(request.build());
      int status = response.statusCode();
      if (status == 200) {
        return new WatchedStream(response.body(), patience);
      }
      response.body().close();
      String location = response.headers().firstValue("Location").orElse(null);
      if (status < 300 || status >= 400 || location == null) {
        throw refused(uri, name, status);
      }
      uri = uri.resolve(location);
    }
    throw new ModelException(first + " redirects more than " + MOST_REDIRECTS + " times.");
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException("Fetching " + request.uri() + " was interrupted.", e);
    } catch (IOException e) {
      throw new ModelException(
          "The Hugging Face hub cannot be reached at "
              + request.uri()
              + " ("
              + e
              + "). Check the network, or set HF_ENDPOINT to a mirror, or give a local directory"
              + " as the model.",
          e);
    }
  }

  private boolean isEndpoint(URI uri) {
    return endpoint.getScheme().equals(uri.getScheme())
        && endpoint.getHost().equalsIgnoreCase(uri.getHost())
        && endpoint.getPort() == uri.getPort();
  }

  private ModelException refused(URI uri, String name, int status) {
    String remedy =
        switch (status) {
          case 401, 403 ->
              token == null
                  ? "Accept the model's terms on the hub, then set HF_TOKEN to your token."
                  : "HF_TOKEN is set, but has no access: accept the model's terms on the hub.";
          case 404 -> "Check the model's name and revision; a private model needs HF_TOKEN.";
          default -> "Try again later.";
        };
    return new ModelException(
        "The hub answered " + status + " to " + uri + ", for the model " + name + ". " + remedy);
  }
}
