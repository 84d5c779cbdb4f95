package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.file.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a folder whose links may lead anywhere inside of it and nowhere else. Kubernetes mounts
 * secrets as links into a folder whose name begins with two dots; such names are never looked at by
 * themselves.
 */
final class FolderReader {
  private static final int MOST_FILES = 10_000;

  private final SourceFiles files;
  private final Path root;
  private final Path real;
  private final int depth;
  private final SortedMap<String, Bytes> contents = new TreeMap<>();
  private final List<String> tooDeep = new ArrayList<>();

  private FolderReader(SourceFiles files, Path root, int depth) throws IOException {
    this.files = files;
    this.root = root;
    this.real = root.toRealPath();
    this.depth = depth;
  }

  /**
   * Everything at most {@code depth} folders below {@code root}.
   *
   * @param files reads each file, and remembers each file and folder
   */
  static FileSource.Tree read(SourceFiles files, Path root, int depth)
      throws IOException, MalformedException {
    FolderReader reader = new FolderReader(files, root, depth);
    reader.folder(root, 0);
    return new FileSource.Tree(reader.contents, reader.tooDeep);
  }

  private void folder(Path folder, int level) throws IOException, MalformedException {
    for (String name : files.names(folder)) {
      Path entry = folder.resolve(name);
      requireInside(entry);
      if (!Files.isDirectory(entry)) {
        file(entry);
      } else if (level < depth) {
        folder(entry, level + 1);
      } else {
        tooDeep.add(relative(entry));
      }
    }
  }

  private void requireInside(Path entry) throws IOException, MalformedException {
    if (!entry.toRealPath().startsWith(real)) {
      throw new MalformedException(
          Quoting.shorten(relative(entry)) + " is a link that leads out of the folder");
    }
  }

  private void file(Path entry) throws MalformedException {
    if (contents.size() == MOST_FILES) {
      throw new MalformedException("there are more than " + MOST_FILES + " files in it");
    }
    try {
      contents.put(relative(entry), files.load(entry));
    } catch (MalformedException e) {
      throw new MalformedException(Quoting.shorten(relative(entry)) + ": " + e.getMessage());
    }
  }

  private String relative(Path entry) {
    List<String> names = new ArrayList<>();
    root.relativize(entry).forEach(name -> names.add(name.toString()));
    return String.join("/", names);
  }
}
