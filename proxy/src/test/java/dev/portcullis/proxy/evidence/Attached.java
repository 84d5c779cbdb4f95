package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.proxy.demo.MemoryRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Attaches evidence to a digest in a registry, by each of the ways that tools have. */
final class Attached {
  static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final MemoryRegistry registry;
  private final String path;
  private final Digest subject;

  Attached(MemoryRegistry registry, String path, Digest subject) {
    this.registry = registry;
    this.path = path;
    this.subject = subject;
  }

  /** Stores a layer and describes it. */
  Descriptor layer(String mediaType, String content) {
    Digest digest = registry.blob(path, Bytes.utf8(content));
    return Descriptor.of(mediaType, digest, Bytes.utf8(content).length());
  }

  static Descriptor withAnnotations(Descriptor layer, Map<String, String> annotations) {
    return new Descriptor(
        layer.mediaType(),
        layer.digest(),
        layer.size(),
        layer.artifactType(),
        annotations,
        layer.platform(),
        layer.urls(),
        layer.data());
  }

  static Descriptor withSize(Descriptor layer, long size) {
    return Descriptor.of(layer.mediaType(), layer.digest(), size);
  }

  /** Describes a layer that is embedded and stored nowhere. */
  static Descriptor inline(String mediaType, String content) {
    Bytes bytes = Bytes.utf8(content);
    Descriptor bare = Descriptor.of(mediaType, Digest.sha256(bytes), bytes.length());
    return new Descriptor(
        mediaType,
        bare.digest(),
        bare.size(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        List.of(),
        Optional.of(bytes));
  }

  /** Stores a manifest that refers to the subject. */
  Digest referrer(String artifactType, Descriptor... layers) {
    return referrer(subject, artifactType, layers);
  }

  /** Stores a manifest that refers to another subject. */
  Digest referrer(Digest of, String artifactType, Descriptor... layers) {
    Map<String, Object> manifest = manifest(artifactType, layers);
    manifest.put("subject", describe(Descriptor.of(MediaTypes.OCI_MANIFEST, of, 1)));
    return registry.manifest(path, MediaTypes.OCI_MANIFEST, json(manifest));
  }

  /** Stores a manifest under cosign's tag for the subject. */
  Digest cosignTag(String suffix, Descriptor... layers) {
    String tag = subject.algorithm().prefix() + "-" + subject.hex() + "." + suffix;
    return registry.manifest(path, tag, MediaTypes.OCI_MANIFEST, json(manifest("", layers)));
  }

  /** Stores an index of referrers under the fallback tag, each with one artifact type. */
  void fallbackTag(String artifactType, List<Digest> referrers) {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (Digest referrer : referrers) {
      Map<String, Object> entry = describe(Descriptor.of(MediaTypes.OCI_MANIFEST, referrer, 1));
      entry.put("artifactType", artifactType);
      entries.add(entry);
    }
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", MediaTypes.OCI_INDEX);
    index.put("manifests", entries);
    registry.manifest(path, subject.fallbackTag(), MediaTypes.OCI_INDEX, json(index));
  }

  private Map<String, Object> manifest(String artifactType, Descriptor... layers) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
    if (!artifactType.isEmpty()) {
      manifest.put("artifactType", artifactType);
    }
    manifest.put("config", describe(layer(MediaTypes.OCI_EMPTY, "{}")));
    manifest.put("layers", Arrays.stream(layers).map(Attached::describe).toList());
    return manifest;
  }

  private static Map<String, Object> describe(Descriptor descriptor) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("mediaType", descriptor.mediaType());
    described.put("digest", descriptor.digest().toString());
    described.put("size", descriptor.size());
    described.put("annotations", descriptor.annotations());
    descriptor
        .data()
        .ifPresent(
            data -> described.put("data", Base64.getEncoder().encodeToString(data.toByteArray())));
    return described;
  }

  static Bytes json(Object value) {
    return Bytes.wrap(JSON.writeValueAsBytes(value));
  }
}
