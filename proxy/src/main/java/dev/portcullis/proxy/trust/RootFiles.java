package dev.portcullis.proxy.trust;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.disk.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what was fetched from one repository, so that a start without network works. Blocks. */
final class RootFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RootFiles.class);

  private final TufSource source;

  RootFiles(TufSource source) {
    this.source = source;
  }

  /**
   * What is kept, verified again; of files that cannot be read only the log tells.
   *
   * @throws MalformedException if the first root is not one
   */
  KeptRoot load() throws MalformedException {
    KeptRoot nothing = KeptRoot.nothing(source.root());
    if (!Files.exists(source.metadataFile())) {
      return nothing;
    }
    try {
      Bytes file = Bytes.wrap(Files.readAllBytes(source.metadataFile()));
      return KeptRoot.decode(source.root(), file);
    } catch (IOException | MalformedException e) {
      LOG.warn(
          "root {}: {} cannot be used and is fetched anew: {}",
          source.name(),
          source.metadataFile(),
          e.getMessage());
      return nothing;
    }
  }

  /**
   * Keeps {@code root}. A file that holds it already is left alone, so that whoever watches the
   * trusted root is woken by another one only.
   */
  void store(KeptRoot root) throws IOException {
    write(source.metadataFile(), root.encode());
    Optional<Bytes> target = root.trustedRoot();
    if (target.isPresent()) {
      write(source.trustedRootFile(), target.get());
    }
  }

  private static void write(Path file, Bytes content) throws IOException {
    if (!Files.exists(file) || !Bytes.wrap(Files.readAllBytes(file)).equals(content)) {
      DurableFile.replace(file, content);
    }
  }
}
