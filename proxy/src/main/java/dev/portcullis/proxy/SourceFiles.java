package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.file.FileSource;
import dev.portcullis.policy.file.TufRepository;
import dev.portcullis.proxy.trust.KeptRoot;
import dev.portcullis.proxy.trust.TufSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the files that one configuration consists of, and remembers what it read, so that a later
 * change can be told. Not thread-safe: one for each time that a configuration is loaded.
 */
final class SourceFiles implements FileSource {
  private static final int LARGEST = 16 * 1024 * 1024;

  private final Path folder;
  private final Map<Path, FileState> seen = new LinkedHashMap<>();
  private final List<TufSource> roots = new ArrayList<>();
  private Optional<Path> rootFolder = Optional.empty();

  /** Reads relative to {@code folder}. */
  SourceFiles(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /**
   * A path as the document has it: relative to the document unless it is absolute.
   *
   * @throws MalformedException if it is not a path
   */
  Path resolve(String path) throws MalformedException {
    try {
      return folder.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new MalformedException("'" + Quoting.shorten(path) + "' is not a path");
    }
  }

  /**
   * The path of a file, which can be read.
   *
   * @throws MalformedException if it cannot; the message names it
   */
  Path readable(String path) throws MalformedException {
    content(path);
    return resolve(path);
  }

  /**
   * The content of a file.
   *
   * @throws MalformedException if it cannot be had; the message names it
   */
  Bytes content(String path) throws MalformedException {
    try {
      return load(path);
    } catch (MalformedException e) {
      throw new MalformedException("cannot read " + Quoting.shorten(path) + ": " + e.getMessage());
    }
  }

  /**
   * The content of a file of at most 16 MiB.
   *
   * @throws MalformedException if it cannot be had; the message says why and does not name it
   */
  @Override
  public Bytes load(String path) throws MalformedException {
    return load(resolve(path));
  }

  /** As {@link #load(String)}, for a file whose path is known. */
  Bytes load(Path file) throws MalformedException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length > LARGEST) {
        throw new IOException("it is larger than 16 MiB");
      }
      Bytes bytes = Bytes.wrap(content);
      seen.put(file, FileState.of(bytes));
      return bytes;
    } catch (IOException e) {
      seen.put(file, FileState.unreadable());
      throw new MalformedException(reason(e));
    }
  }

  @Override
  public Tree tree(String path, int depth) throws MalformedException {
    Path root = resolve(path);
    try {
      return FolderReader.read(this, root, depth);
    } catch (IOException e) {
      seen.putIfAbsent(root, FileState.unreadable());
      throw new MalformedException(reason(e));
    }
  }

  /** What a folder holds, but for names that begin with two dots, in order. */
  List<String> names(Path folder) throws IOException {
    List<String> names = FileState.names(folder);
    seen.put(folder, FileState.of(names));
    return names;
  }

  /** Where trusted roots are kept that the document gives no folder: below {@code state}. */
  void keepRootsUnder(Path state) {
    rootFolder = Optional.of(state.resolve("trust"));
  }

  /** The repositories that were asked for. */
  List<TufSource> roots() {
    return roots;
  }

  @Override
  public Optional<Bytes> trustedRoot(TufRepository repository) throws MalformedException {
    Bytes first = content(repository.root());
    Optional<Path> cache =
        repository.cache().isPresent()
            ? Optional.of(resolve(repository.cache().get()))
            : rootFolder;
    if (cache.isEmpty()) {
      throw new MalformedException(
          "what is fetched needs a folder; write 'cache: FOLDER' beside the url, or 'state: FOLDER'"
              + " at the top");
    }
    TufSource source = TufSource.of(repository.name(), repository.url(), first, cache.get());
    roots.add(source);
    watch(source.trustedRootFile());
    return KeptRoot.ofSource(source).trustedRoot();
  }

  private void watch(Path file) {
    seen.put(file, FileState.now(file));
  }

  /** Everything that was read so far, as it was then. */
  FileSnapshot snapshot() {
    return new FileSnapshot(seen);
  }

  private static String reason(IOException problem) {
    return switch (problem) {
      case NoSuchFileException e -> "there is no such file";
      case AccessDeniedException e -> "permission denied";
      case NotDirectoryException e -> "it is not a folder";
      default -> String.valueOf(problem.getMessage());
    };
  }
}
