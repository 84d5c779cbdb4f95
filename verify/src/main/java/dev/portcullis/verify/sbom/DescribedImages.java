package dev.portcullis.verify.sbom;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.JsonStream;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads which images an SBOM says it is an SBOM of. What it only mentions is none of them: base
 * images, the platforms of an index, images that are deployed along with it.
 *
 * <p>SPDX 2 describes the packages that {@code documentDescribes} or a {@code DESCRIBES}
 * relationship of the document names (SPDX 2.3, 11.1); SPDX 3 those that are its root elements, or
 * the roots of its {@code software_Sbom} (SPDX 3.0.1, Core/Classes/ElementCollection); CycloneDX
 * its {@code metadata.component} (CycloneDX 1.6, metadata). Each names its image by a SHA-256
 * checksum, by a version that is a digest, or by the digest of a package URL of type oci or docker.
 * One that names two different digests names none.
 */
final class DescribedImages {
  private static final int PARTS = 100_000;
  private static final String DOCUMENT = "SPDXRef-DOCUMENT";
  private static final Set<String> KEPT =
      Set.of(
          "SPDXID",
          "spdxId",
          "@id",
          "type",
          "versionInfo",
          "software_packageVersion",
          "version",
          "purl",
          "software_packageUrl",
          "checksums",
          "algorithm",
          "checksumValue",
          "verifiedUsing",
          "hashValue",
          "hashes",
          "alg",
          "content",
          "externalRefs",
          "referenceType",
          "referenceLocator",
          "externalIdentifier",
          "externalIdentifierType",
          "identifier",
          "rootElement",
          "spdxElementId",
          "relatedSpdxElement",
          "relationshipType");

  private final Set<String> roots = new HashSet<>();
  private final Map<String, Set<String>> collections = new HashMap<>();
  private final Map<String, Digest> named = new HashMap<>();
  private final Set<Digest> main = new HashSet<>();

  private DescribedImages() {}

  /**
   * The digests of the images that {@code document} describes; none if it names none by digest.
   *
   * @throws MalformedException if it is not strict JSON
   */
  static Set<Digest> of(Bytes document) throws MalformedException {
    DescribedImages images = new DescribedImages();
    JsonStream.read(
        document,
        Limits.SBOM_BYTES,
        List.of(),
        Map.of(
            "documentDescribes",
            in -> elements(in, node -> images.roots.add(node.asString(""))),
            "relationships",
            in -> elements(in, images::relationship),
            "packages",
            in -> elements(in, images::named),
            "@graph",
            in -> elements(in, images::graphElement),
            "metadata",
            in ->
                in.members(
                    Map.of("component", component -> images.main(component.kept(KEPT, PARTS))))));
    return images.described();
  }

  @FunctionalInterface
  private interface Element {
    void read(JsonNode element);
  }

  private static void elements(JsonStream in, Element each) throws MalformedException {
    if (in.isList()) {
      in.elements(element -> each.read(element.kept(KEPT, PARTS)));
    } else {
      in.skip();
    }
  }

  private void relationship(JsonNode relationship) {
    String from = text(relationship, "spdxElementId");
    String to = text(relationship, "relatedSpdxElement");
    String kind = text(relationship, "relationshipType");
    if (kind.equals("DESCRIBES") && from.equals(DOCUMENT)) {
      roots.add(to);
    }
    if (kind.equals("DESCRIBED_BY") && to.equals(DOCUMENT)) {
      roots.add(from);
    }
  }

  private void graphElement(JsonNode element) {
    String type = text(element, "type");
    if (type.equals("SpdxDocument")) {
      element.path("rootElement").forEach(root -> roots.add(root.asString("")));
    } else if (type.equals("software_Sbom")) {
      Set<String> of = collections.computeIfAbsent(id(element), id -> new HashSet<>());
      element.path("rootElement").forEach(root -> of.add(root.asString("")));
    } else if (type.equals("software_Package")) {
      named(element);
    }
  }

  private void named(JsonNode element) {
    Set<Digest> digests = digests(element);
    if (digests.size() == 1) {
      named.put(id(element), digests.iterator().next());
    }
  }

  private void main(JsonNode component) {
    Set<Digest> digests = digests(component);
    if (digests.size() == 1) {
      main.addAll(digests);
    }
  }

  private Set<Digest> described() {
    Set<String> all = new HashSet<>(roots);
    roots.forEach(root -> all.addAll(collections.getOrDefault(root, Set.of())));
    Set<Digest> digests = new HashSet<>(main);
    for (String root : all) {
      Digest digest = named.get(root);
      if (digest != null) {
        digests.add(digest);
      }
    }
    return digests;
  }

  private static Set<Digest> digests(JsonNode element) {
    Set<Digest> digests = new HashSet<>();
    for (String version : List.of("versionInfo", "software_packageVersion", "version")) {
      digest(text(element, version), digests);
    }
    packageUrl(text(element, "purl"), digests);
    packageUrl(text(element, "software_packageUrl"), digests);
    for (JsonNode reference : element.path("externalRefs")) {
      if (text(reference, "referenceType").equals("purl")) {
        packageUrl(text(reference, "referenceLocator"), digests);
      }
    }
    for (JsonNode identifier : element.path("externalIdentifier")) {
      if (text(identifier, "externalIdentifierType").equals("packageUrl")) {
        packageUrl(text(identifier, "identifier"), digests);
      }
    }
    hashes(element.path("checksums"), "algorithm", "checksumValue", digests);
    hashes(element.path("verifiedUsing"), "algorithm", "hashValue", digests);
    hashes(element.path("hashes"), "alg", "content", digests);
    return digests;
  }

  private static void hashes(JsonNode list, String algorithm, String value, Set<Digest> digests) {
    for (JsonNode hash : list) {
      if (text(hash, algorithm).replace("-", "").toLowerCase(Locale.ROOT).equals("sha256")) {
        digest("sha256:" + text(hash, value), digests);
      }
    }
  }

  /**
   * {@code pkg:oci/NAME@sha256:HEX?...}, where {@code @} and {@code :} may be percent-encoded
   * (package-url specification, "Rules for each purl component"; the rest of a digest never is).
   */
  private static void packageUrl(String url, Set<Digest> digests) {
    if (!url.startsWith("pkg:oci/") && !url.startsWith("pkg:docker/")) {
      return;
    }
    String path = url.split("[?#]", 2)[0];
    String plain = path.replace("%40", "@").replace("%3A", ":").replace("%3a", ":");
    digest(plain.substring(plain.lastIndexOf('@') + 1), digests);
  }

  private static void digest(String text, Set<Digest> digests) {
    if (text.startsWith("sha256:")) {
      try {
        digests.add(Digest.parse(text));
      } catch (MalformedException e) {
        return; // looks like a digest and is none: names nothing
      }
    }
  }

  private static String id(JsonNode element) {
    for (String name : List.of("SPDXID", "spdxId", "@id")) {
      String id = text(element, name);
      if (!id.isEmpty()) {
        return id;
      }
    }
    return "";
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asString("");
  }
}
