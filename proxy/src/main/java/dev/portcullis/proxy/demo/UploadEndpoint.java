package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code /v2/<name>/blobs/uploads/}: whole, chunked and mounted pushes (distribution-spec, "Pushing
 * blobs").
 */
final class UploadEndpoint {
  private final Map<String, ByteArrayOutputStream> open = new ConcurrentHashMap<>();

  Reply handle(
      RepositoryContent repository, Optional<RepositoryContent> source, SeenRequest request) {
    return switch (request.method()) {
      case "POST" -> start(repository, source, request);
      case "PATCH" -> append(request);
      case "PUT" -> finish(repository, request);
      case "GET" -> status(request, 204);
      case "DELETE" -> cancel(request);
      default -> Reply.error(405, "UNSUPPORTED", "no such operation");
    };
  }

  private Reply start(
      RepositoryContent repository, Optional<RepositoryContent> source, SeenRequest request) {
    Optional<Digest> mount = request.parameter("mount").flatMap(Digests::parse);
    if (mount.isPresent() && source.isPresent()) {
      Bytes content = source.get().blobs.get(mount.get());
      if (content != null) {
        repository.blobs.put(mount.get(), content);
        return created(request, mount.get());
      }
    }
    if (request.parameter("digest").isPresent()) {
      return store(repository, request, request.body());
    }
    String id = UUID.randomUUID().toString();
    open.put(id, new ByteArrayOutputStream());
    return Reply.of(202)
        .withHeader("Location", location(request, id))
        .withHeader("Docker-Upload-UUID", id);
  }

  private Reply append(SeenRequest request) {
    ByteArrayOutputStream upload = open.get(id(request));
    if (upload == null) {
      return unknown();
    }
    String range = request.header("Content-Range").orElse("");
    synchronized (upload) {
      if (!range.isEmpty() && !range.startsWith(upload.size() + "-")) {
        return Reply.error(416, "BLOB_UPLOAD_INVALID", "not the next part");
      }
      upload.writeBytes(request.body().toByteArray());
    }
    return status(request, 202);
  }

  private Reply finish(RepositoryContent repository, SeenRequest request) {
    ByteArrayOutputStream upload = open.remove(id(request));
    if (upload == null) {
      return unknown();
    }
    upload.writeBytes(request.body().toByteArray());
    return store(repository, request, Bytes.wrap(upload.toByteArray()));
  }

  private Reply status(SeenRequest request, int code) {
    ByteArrayOutputStream upload = open.get(id(request));
    if (upload == null) {
      return unknown();
    }
    return Reply.of(code)
        .withHeader("Location", location(request, id(request)))
        .withHeader("Range", "0-" + Math.max(0, upload.size() - 1))
        .withHeader("Docker-Upload-UUID", id(request));
  }

  private Reply cancel(SeenRequest request) {
    return open.remove(id(request)) == null ? unknown() : Reply.of(204);
  }

  private static Reply store(RepositoryContent repository, SeenRequest request, Bytes content) {
    Optional<Digest> digest = request.parameter("digest").flatMap(Digests::parse);
    if (digest.isEmpty() || !digest.get().matches(content)) {
      return Reply.error(400, "DIGEST_INVALID", "the content has another digest");
    }
    repository.blobs.put(digest.get(), content);
    return created(request, digest.get());
  }

  private static Reply created(SeenRequest request, Digest digest) {
    return Reply.of(201)
        .withHeader("Location", "/v2/" + request.repository() + "/blobs/" + digest)
        .withHeader("Docker-Content-Digest", digest.toString());
  }

  private static Reply unknown() {
    return Reply.error(404, "BLOB_UPLOAD_UNKNOWN", "upload unknown");
  }

  private static String location(SeenRequest request, String id) {
    return "/v2/" + request.repository() + "/blobs/uploads/" + id;
  }

  private static String id(SeenRequest request) {
    int slash = request.reference().indexOf('/');
    return slash < 0 ? "" : request.reference().substring(slash + 1);
  }
}
