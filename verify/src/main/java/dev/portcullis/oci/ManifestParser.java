package dev.portcullis.oci;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads manifests and indexes (OCI image-spec manifest.md and image-index.md, Docker schema 2).
 * Refuses whatever two readers could read differently: duplicate members, case variants of known
 * members, a body that is both manifest and index, a body that contradicts its Content-Type
 * (CVE-2021-41190), schema 1.
 */
public final class ManifestParser {
  private static final Set<String> MEMBERS =
      Set.of(
          "schemaVersion",
          "mediaType",
          "artifactType",
          "config",
          "layers",
          "manifests",
          "subject",
          "annotations",
          "fsLayers",
          "history",
          "signatures");

  private static final Set<String> DESCRIPTOR_MEMBERS =
      Set.of(
          "mediaType", "digest", "size", "urls", "annotations", "data", "artifactType", "platform");

  private ManifestParser() {}

  /**
   * Parses {@code raw}.
   *
   * @param contentType the media type that it was served with, without parameters
   * @throws MalformedException if it is not a manifest or index of a known type, or is ambiguous
   */
  public static Manifest parse(Bytes raw, String contentType) throws MalformedException {
    JsonNode body = StrictJson.parseObject(raw, Limits.MANIFEST_BYTES);
    rejectCaseVariants(body, MEMBERS);
    String mediaType = mediaType(body, contentType);
    if (body.has("fsLayers") || (body.has("history") && body.has("signatures"))) {
      throw new MalformedException("Docker schema 1 manifests are not supported");
    }
    JsonNode version = body.path("schemaVersion");
    if (!version.isIntegralNumber() || version.asInt(0) != 2) {
      throw new MalformedException("manifest has no schemaVersion 2");
    }
    Optional<String> artifactType = optionalText(body, "artifactType");
    Map<String, String> annotations = annotations(body);
    Optional<Descriptor> subject =
        body.has("subject")
            ? Optional.of(descriptor(body.get("subject"), "subject"))
            : Optional.empty();
    if (MediaTypes.isIndex(mediaType)) {
      reject(body, "layers", mediaType);
      reject(body, "config", mediaType);
      return new Manifest.Index(
          raw, mediaType, artifactType, descriptors(body, "manifests"), subject, annotations);
    }
    reject(body, "manifests", mediaType);
    if (!body.has("config")) {
      throw new MalformedException("manifest has no config");
    }
    return new Manifest.Image(
        raw,
        mediaType,
        artifactType,
        descriptor(body.get("config"), "config"),
        descriptors(body, "layers"),
        subject,
        annotations);
  }

  private static String mediaType(JsonNode body, String contentType) throws MalformedException {
    String mediaType = optionalText(body, "mediaType").orElse(contentType);
    if (!MediaTypes.isIndex(mediaType) && !MediaTypes.isManifest(mediaType)) {
      throw new MalformedException(
          "'" + Quoting.shorten(mediaType) + "' is not a manifest or index type");
    }
    if (!mediaType.equals(contentType)) {
      throw new MalformedException(
          "manifest says it is "
              + mediaType
              + " but was served as "
              + Quoting.shorten(contentType));
    }
    return MediaTypes.shared(mediaType);
  }

  private static void rejectCaseVariants(JsonNode object, Set<String> members)
      throws MalformedException {
    for (String name : object.propertyNames()) {
      if (!members.contains(name)) {
        for (String known : members) {
          if (known.equalsIgnoreCase(name)) {
            throw new MalformedException(
                "member '" + Quoting.shorten(name) + "' differs from '" + known + "' by case only");
          }
        }
      }
    }
  }

  private static void reject(JsonNode body, String member, String mediaType)
      throws MalformedException {
    if (body.has(member)) {
      throw new MalformedException("a " + mediaType + " must not have '" + member + "'");
    }
  }

  private static List<Descriptor> descriptors(JsonNode body, String member)
      throws MalformedException {
    JsonNode list = body.path(member);
    if (!list.isArray()) {
      throw new MalformedException("'" + member + "' is not an array");
    }
    if (list.size() > Limits.MANIFEST_DESCRIPTORS) {
      throw MalformedException.overLimit(
          "'" + member + "' has more than " + Limits.MANIFEST_DESCRIPTORS + " entries");
    }
    List<Descriptor> descriptors = new ArrayList<>(list.size());
    int index = 0;
    for (JsonNode entry : list) {
      descriptors.add(descriptor(entry, member + "[" + index++ + "]"));
    }
    return descriptors;
  }

  /**
   * Reads one descriptor.
   *
   * @param where its place, for messages
   * @throws MalformedException if it is not a descriptor with a media type, a known digest and a
   *     size, or embeds data that is not its content
   */
  public static Descriptor descriptor(JsonNode node, String where) throws MalformedException {
    if (!node.isObject()) {
      throw new MalformedException("'" + where + "' is not a descriptor");
    }
    rejectCaseVariants(node, DESCRIPTOR_MEMBERS);
    String mediaType =
        optionalText(node, "mediaType")
            .orElseThrow(() -> new MalformedException("'" + where + "' has no mediaType"));
    String digestText =
        optionalText(node, "digest")
            .orElseThrow(() -> new MalformedException("'" + where + "' has no digest"));
    Digest digest = Digest.parse(digestText);
    JsonNode size = node.path("size");
    if (!size.isIntegralNumber() || !size.canConvertToLong() || size.asLong() < 0) {
      throw new MalformedException("'" + where + "' has no valid size");
    }
    return new Descriptor(
        MediaTypes.shared(mediaType),
        digest,
        size.asLong(),
        optionalText(node, "artifactType"),
        annotations(node),
        platform(node),
        urls(node, where),
        data(node, digest, size.asLong(), where));
  }

  private static Optional<Bytes> data(JsonNode node, Digest digest, long size, String where)
      throws MalformedException {
    Optional<String> text = optionalText(node, "data");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Bytes data = Base64Text.decode(text.get());
    if (data.length() != size || !digest.matches(data)) {
      throw new MalformedException("'" + where + "' embeds data that is not its content");
    }
    return Optional.of(data);
  }

  private static Optional<String> platform(JsonNode node) {
    JsonNode platform = node.path("platform");
    if (!platform.isObject()) {
      return Optional.empty();
    }
    String variant = platform.path("variant").asString("");
    return Optional.of(
        platform.path("os").asString("unknown")
            + "/"
            + platform.path("architecture").asString("unknown")
            + (variant.isEmpty() ? "" : "/" + variant));
  }

  private static List<String> urls(JsonNode node, String where) throws MalformedException {
    JsonNode urls = node.path("urls");
    List<String> found = new ArrayList<>();
    if (!urls.isMissingNode() && !urls.isNull()) {
      if (!urls.isArray()) {
        throw new MalformedException("'" + where + ".urls' is not an array");
      }
      for (JsonNode url : urls) {
        found.add(text(url, where + ".urls"));
      }
    }
    return found;
  }

  private static Map<String, String> annotations(JsonNode node) throws MalformedException {
    JsonNode annotations = node.path("annotations");
    if (annotations.isMissingNode() || annotations.isNull()) {
      return Map.of();
    }
    if (!annotations.isObject()) {
      throw new MalformedException("'annotations' is not an object");
    }
    Map<String, String> found = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : annotations.properties()) {
      found.put(entry.getKey(), text(entry.getValue(), "annotations"));
    }
    return found;
  }

  private static Optional<String> optionalText(JsonNode node, String member)
      throws MalformedException {
    JsonNode value = node.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    String text = text(value, member);
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static String text(JsonNode value, String where) throws MalformedException {
    if (!value.isString()) {
      throw new MalformedException("'" + where + "' is not a string");
    }
    return value.stringValue();
  }
}
