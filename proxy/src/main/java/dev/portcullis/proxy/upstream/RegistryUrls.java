package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.NameGrammar;
import dev.portcullis.oci.Reference;
import java.net.URI;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Builds URLs of a registry's API from parts that are checked, never from a client's URL. */
final class RegistryUrls {
  private final HttpUrl base;

  RegistryUrls(URI url) {
    this.base = HttpUrl.get(url.toString());
  }

  HttpUrl ping() {
    return base.newBuilder().addPathSegments("v2/").build();
  }

  HttpUrl manifest(String path, Reference.Target target) {
    return below(path).addPathSegment("manifests").addPathSegment(target.toString()).build();
  }

  HttpUrl blob(String path, Digest digest) {
    return below(path).addPathSegment("blobs").addPathSegment(digest.toString()).build();
  }

  HttpUrl referrers(String path, Digest digest, Optional<String> query) {
    return below(path)
        .addPathSegment("referrers")
        .addPathSegment(digest.toString())
        .encodedQuery(query.orElse(null))
        .build();
  }

  HttpUrl tags(String path, Optional<String> query) {
    return below(path).addPathSegments("tags/list").encodedQuery(query.orElse(null)).build();
  }

  /** Whether {@code url} is on the registry itself: same scheme, host and port. */
  boolean isOwn(HttpUrl url) {
    return url.scheme().equals(base.scheme())
        && url.host().equals(base.host())
        && url.port() == base.port();
  }

  private HttpUrl.Builder below(String path) {
    if (!NameGrammar.isRepositoryPath(path)) {
      throw new IllegalArgumentException("not a repository path");
    }
    return base.newBuilder().addPathSegments("v2/" + path);
  }
}
