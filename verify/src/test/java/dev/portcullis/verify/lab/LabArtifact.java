package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.Subject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A manifest with the blobs that it refers to, ready to be put into a registry.
 *
 * @param manifest the manifest or index
 * @param blobs its config and layers by digest; none for an index
 */
public record LabArtifact(Manifest manifest, Map<Digest, Bytes> blobs) {
  /** Copies the map. */
  public LabArtifact {
    blobs = Map.copyOf(blobs);
  }

  /** An OCI image whose one layer says {@code label}. */
  public static LabArtifact image(String label) {
    Bytes config =
        LabJson.write(LabJson.object("architecture", "amd64", "os", "linux", "label", label));
    Bytes layer = Bytes.utf8("layer of " + label);
    return of(
        LabJson.object(
            "schemaVersion",
            2,
            "mediaType",
            MediaTypes.OCI_MANIFEST,
            "config",
            descriptor("application/vnd.oci.image.config.v1+json", config),
            "layers",
            List.of(descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer))),
        MediaTypes.OCI_MANIFEST,
        config,
        layer);
  }

  /** An OCI index of {@code children}. */
  public static LabArtifact index(LabArtifact... children) {
    return of(
        LabJson.object(
            "schemaVersion",
            2,
            "mediaType",
            MediaTypes.OCI_INDEX,
            "manifests",
            Stream.of(children)
                .map(child -> descriptor(child.manifest.mediaType(), child.manifest.raw()))
                .toList()),
        MediaTypes.OCI_INDEX);
  }

  /** A manifest with any members, and its blobs. */
  public static LabArtifact of(Map<String, Object> members, String mediaType, Bytes... blobs) {
    Manifest manifest;
    try {
      manifest = ManifestParser.parse(LabJson.write(members), mediaType);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
    Map<Digest, Bytes> byDigest = new HashMap<>();
    Arrays.stream(blobs).forEach(blob -> byDigest.put(Digest.sha256(blob), blob));
    return new LabArtifact(manifest, byDigest);
  }

  /** A descriptor's members for {@code content}. */
  public static Map<String, Object> descriptor(String mediaType, Bytes content) {
    return LabJson.object(
        "mediaType",
        mediaType,
        "digest",
        Digest.sha256(content).toString(),
        "size",
        content.length());
  }

  /** The digest of the manifest. */
  public Digest digest() {
    return Digest.sha256(manifest.raw());
  }

  /** The manifest as the subject of a decision, pulled by digest from {@code repository}. */
  public Subject in(String repository) {
    try {
      return new Subject(RepositoryName.parse(repository), Optional.empty(), digest(), manifest);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
