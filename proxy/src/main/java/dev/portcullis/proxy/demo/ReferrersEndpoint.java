package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code /v2/<name>/referrers/<digest>} (distribution-spec, "Listing Referrers"). */
final class ReferrersEndpoint {
  private ReferrersEndpoint() {}

  static Reply get(RepositoryContent repository, SeenRequest request, int pageSize) {
    Optional<Digest> subject = Digests.parse(request.reference());
    if (subject.isEmpty()) {
      return Reply.error(400, "DIGEST_INVALID", "not a digest");
    }
    List<Map<String, Object>> all = new ArrayList<>();
    repository.manifests.forEach(
        (digest, stored) -> {
          if (ManifestEndpoint.subject(stored.content()).equals(subject)) {
            all.add(descriptor(digest, stored));
          }
        });
    Optional<String> filter = request.parameter("artifactType");
    filter.ifPresent(type -> all.removeIf(entry -> !type.equals(entry.get("artifactType"))));
    int from = Math.min(all.size(), Integer.parseInt(request.parameter("from").orElse("0")));
    int to = Math.min(all.size(), from + pageSize);
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", MediaTypes.OCI_INDEX);
    index.put("manifests", all.subList(from, to));
    Reply reply = Reply.json(200, index).withHeader("Content-Type", MediaTypes.OCI_INDEX);
    if (to < all.size()) {
      String next = "/v2/" + request.repository() + "/referrers/" + subject.get() + "?from=" + to;
      String kept = filter.map(type -> "&artifactType=" + type.replace("+", "%2B")).orElse("");
      reply = reply.withHeader("Link", "<" + next + kept + ">; rel=\"next\"");
    }
    return filter.isPresent() ? reply.withHeader("OCI-Filters-Applied", "artifactType") : reply;
  }

  private static Map<String, Object> descriptor(Digest digest, RepositoryContent.Stored stored) {
    Map<String, Object> descriptor = new LinkedHashMap<>();
    descriptor.put("mediaType", stored.mediaType());
    descriptor.put("digest", digest.toString());
    descriptor.put("size", stored.content().length());
    JsonNode body = ManifestEndpoint.body(stored.content()).orElseThrow();
    String config = body.path("config").path("mediaType").asString("");
    String artifactType = body.path("artifactType").asString(config);
    if (!artifactType.isEmpty()) {
      descriptor.put("artifactType", artifactType);
    }
    if (body.path("annotations").isObject()) {
      Map<String, String> annotations = new LinkedHashMap<>();
      body.path("annotations")
          .properties()
          .forEach(entry -> annotations.put(entry.getKey(), entry.getValue().asString("")));
      descriptor.put("annotations", annotations);
    }
    return descriptor;
  }
}
