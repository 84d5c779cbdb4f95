package dev.portcullis.verify.sigstore;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real cases that lie beside the project, in a folder named {@code shared}, where there is one. */
public final class SharedFiles {
  private SharedFiles() {}

  /** The path of a shared file, looked for in every folder above; it may not exist. */
  public static Path find(String name) {
    Path folder = Path.of("").toAbsolutePath();
    for (Path above = folder; above != null; above = above.getParent()) {
      Path shared = above.resolve("shared").resolve(name);
      if (Files.exists(shared)) {
        return shared;
      }
    }
    return folder.resolve("shared").resolve(name);
  }
}
