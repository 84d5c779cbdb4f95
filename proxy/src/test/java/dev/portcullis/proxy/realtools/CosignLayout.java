package dev.portcullis.proxy.realtools;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.sigstore.SharedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * An OCI layout that {@code cosign save} wrote: an image or index with what is attached to it.
 *
 * @param version that of the generator that made it, such as {@code v1.4.0}
 * @param folder the layout
 */
record CosignLayout(String version, Path folder) {
  /** The layouts at hand, none where there are none. */
  static List<CosignLayout> all() {
    Path versions = SharedFiles.find("conformance/cosign-layouts");
    if (!Files.isDirectory(versions)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(versions)) {
      return all.sorted()
          .map(
              version ->
                  new CosignLayout(
                      String.valueOf(version.getFileName()),
                      version.resolve("container_workflow_dispatch")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Pushes all of it: the image under {@code latest}, its attestations under cosign's tag.
   *
   * @return the digest of the image or index
   */
  Digest pushTo(Repository repository) {
    try {
      Digest image = null;
      Digest attestations = null;
      for (JsonObject entry :
          JsonObject.parse(read("index.json"), Limits.MANIFEST_BYTES).objects("manifests", 8)) {
        Digest digest = Digest.parse(entry.text("digest"));
        push(repository, digest, entry.text("mediaType"));
        if (entry.object("annotations").text("kind").endsWith("/atts")) {
          attestations = digest;
        } else {
          image = digest;
          repository.pushManifest("latest", entry.text("mediaType"), blob(digest).toByteArray());
        }
      }
      if (image == null || attestations == null) {
        throw new IllegalStateException(folder + " holds no image, or no attestations");
      }
      repository.pushManifest(
          image.fallbackTag() + ".att", MediaTypes.OCI_MANIFEST, blob(attestations).toByteArray());
      return image;
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void push(Repository repository, Digest digest, String mediaType)
      throws MalformedException {
    Bytes content = blob(digest);
    switch (ManifestParser.parse(content, mediaType)) {
      case Manifest.Index index -> {
        for (var child : index.manifests()) {
          push(repository, child.digest(), child.mediaType());
        }
      }
      case Manifest.Image image -> {
        repository.pushBlob(blob(image.config().digest()).toByteArray());
        for (var layer : image.layers()) {
          repository.pushBlob(blob(layer.digest()).toByteArray());
        }
      }
    }
    repository.pushManifest(mediaType, content.toByteArray());
  }

  private Bytes blob(Digest digest) {
    return read("blobs/sha256/" + digest.hex());
  }

  private Bytes read(String name) {
    try {
      return Bytes.wrap(Files.readAllBytes(folder.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return version;
  }
}
