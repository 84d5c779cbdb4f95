package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;

/** Small blobs, whole and checked (distribution-spec, "Pulling blobs"). */
final class BlobFetch {
  private final UpstreamConfig upstream;
  private final RegistryUrls urls;
  private final Exchange exchange;

  BlobFetch(UpstreamConfig upstream, RegistryUrls urls, Exchange exchange) {
    this.upstream = upstream;
    this.urls = urls;
    this.exchange = exchange;
  }

  Fetch<Bytes> get(Caller caller, String path, Digest digest, long limit) {
    Ask ask =
        new Ask(
            UpstreamCall.Operation.BLOB, "GET", urls.blob(path, digest), path, "*/*", limit, true);
    return exchange
        .send(caller, ask)
        .then(received -> Answers.ok(upstream, received))
        .then(received -> checked(received, digest));
  }

  private Fetch<Bytes> checked(Received received, Digest digest) {
    return digest.matches(received.body())
        ? new Fetch.Found<>(received.body())
        : Fetch.trouble(
            Fetch.Kind.UNTRUSTWORTHY,
            (received.redirected() ? received.url().host() + " for " : "")
                + upstream.name()
                + " sends other bytes than those of blob "
                + digest);
  }
}
