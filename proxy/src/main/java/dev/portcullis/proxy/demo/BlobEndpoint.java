package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /v2/<name>/blobs/<digest>}: pull with ranges, delete. */
final class BlobEndpoint {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,15})-(\\d{0,15})");

  private BlobEndpoint() {}

  static Reply get(RepositoryContent repository, SeenRequest request) {
    Optional<Digest> digest = Digests.parse(request.reference());
    Bytes content = digest.map(repository.blobs::get).orElse(null);
    if (digest.isEmpty() || content == null) {
      return Reply.error(404, "BLOB_UNKNOWN", "blob unknown");
    }
    Reply whole =
        Reply.of(200)
            .withHeader("Content-Type", "application/octet-stream")
            .withHeader("Docker-Content-Digest", digest.get().toString())
            .withHeader("Accept-Ranges", "bytes")
            .withHeader("ETag", "\"" + digest.get() + "\"")
            .withBody(content);
    return request.header("Range").map(range -> part(whole, range)).orElse(whole);
  }

  private static Reply part(Reply whole, String range) {
    Matcher matcher = RANGE.matcher(range);
    if (!matcher.matches() || range.equals("bytes=-")) {
      return whole;
    }
    long length = whole.body().length();
    String first = matcher.group(1);
    String last = matcher.group(2);
    boolean suffix = first.isEmpty();
    long from = suffix ? Math.max(0, length - Long.parseLong(last)) : Long.parseLong(first);
    long to = suffix || last.isEmpty() ? length - 1 : Math.min(length - 1, Long.parseLong(last));
    if (from > to) {
      return Reply.of(416).withHeader("Content-Range", "bytes */" + length);
    }
    Reply part = new Reply(206, whole.headers(), whole.body().slice((int) from, (int) to + 1));
    return part.withHeader("Content-Range", "bytes " + from + "-" + to + "/" + length);
  }

  static Reply delete(RepositoryContent repository, SeenRequest request) {
    Bytes removed = Digests.parse(request.reference()).map(repository.blobs::remove).orElse(null);
    return removed == null ? Reply.error(404, "BLOB_UNKNOWN", "blob unknown") : Reply.of(202);
  }
}
