package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.StrictJson;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code /v2/<name>/manifests/<reference>}: pull, push, delete. */
final class ManifestEndpoint {
  private ManifestEndpoint() {}

  static Reply get(RepositoryContent repository, SeenRequest request) {
    Optional<Digest> digest = repository.find(request.reference());
    RepositoryContent.Stored stored = digest.map(repository.manifests::get).orElse(null);
    if (digest.isEmpty() || stored == null) {
      return Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown");
    }
    return Reply.of(200)
        .withHeader("Content-Type", stored.mediaType())
        .withHeader("Docker-Content-Digest", digest.get().toString())
        .withHeader("ETag", "\"" + digest.get() + "\"")
        .withBody(stored.content());
  }

  static Reply put(RepositoryContent repository, SeenRequest request, boolean referrersApi) {
    String reference = request.reference();
    Bytes content = request.body();
    Digest digest = Digest.sha256(content);
    if (reference.indexOf(':') >= 0) {
      Optional<Digest> named = Digests.parse(reference);
      if (named.isEmpty() || !named.get().matches(content)) {
        return Reply.error(400, "DIGEST_INVALID", "the manifest has another digest");
      }
      digest = named.get();
    } else {
      repository.tags.put(reference, digest);
    }
    String mediaType = request.header("Content-Type").orElse("application/octet-stream");
    repository.manifests.put(digest, new RepositoryContent.Stored(content, mediaType));
    Reply created =
        Reply.of(201)
            .withHeader("Location", "/v2/" + request.repository() + "/manifests/" + digest)
            .withHeader("Docker-Content-Digest", digest.toString());
    Optional<Digest> subject = referrersApi ? subject(content) : Optional.empty();
    return subject.map(of -> created.withHeader("OCI-Subject", of.toString())).orElse(created);
  }

  static Reply delete(RepositoryContent repository, SeenRequest request) {
    Optional<Digest> digest = repository.find(request.reference());
    if (digest.isEmpty()) {
      return Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown");
    }
    if (request.reference().indexOf(':') >= 0) {
      repository.manifests.remove(digest.get());
      repository.tags.values().removeIf(digest.get()::equals);
    } else {
      repository.tags.remove(request.reference());
    }
    return Reply.of(202);
  }

  /** The digest of the manifest that {@code content} refers to. */
  static Optional<Digest> subject(Bytes content) {
    return body(content)
        .flatMap(body -> Digests.parse(body.path("subject").path("digest").asString("")));
  }

  static Optional<JsonNode> body(Bytes content) {
    try {
      return Optional.of(StrictJson.parseObject(content, Limits.MANIFEST_BYTES));
    } catch (MalformedException notJson) {
      return Optional.empty();
    }
  }
}
