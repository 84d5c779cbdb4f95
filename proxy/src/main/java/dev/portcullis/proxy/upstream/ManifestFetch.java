package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.Reference;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Manifests: GET with the bytes checked, HEAD of a tag (distribution-spec, "Pulling manifests").
 */
final class ManifestFetch {
  static final String ACCEPT =
      String.join(
          ", ",
          MediaTypes.OCI_MANIFEST,
          MediaTypes.OCI_INDEX,
          MediaTypes.DOCKER_MANIFEST,
          MediaTypes.DOCKER_LIST);

  private final UpstreamConfig upstream;
  private final RegistryUrls urls;
  private final Exchange exchange;

  ManifestFetch(UpstreamConfig upstream, RegistryUrls urls, Exchange exchange) {
    this.upstream = upstream;
    this.urls = urls;
    this.exchange = exchange;
  }

  Fetch<FetchedManifest> get(Caller caller, String path, Reference.Target target) {
    return exchange
        .send(caller, ask(UpstreamCall.Operation.MANIFEST, "GET", path, target))
        .then(received -> Answers.ok(upstream, received))
        .then(received -> checked(received, target));
  }

  private Ask ask(
      UpstreamCall.Operation operation, String method, String path, Reference.Target target) {
    return new Ask(
        operation, method, urls.manifest(path, target), path, ACCEPT, Limits.MANIFEST_BYTES, true);
  }

  private Fetch<FetchedManifest> checked(Received received, Reference.Target target) {
    Bytes content = received.body();
    Digest digest =
        switch (target) {
          case Reference.ByDigest(Digest wanted) -> Digest.of(wanted.algorithm(), content);
          case Reference.Tag tag -> Digest.sha256(content);
        };
    if (target instanceof Reference.ByDigest(Digest wanted) && !wanted.equals(digest)) {
      return Fetch.trouble(
          Fetch.Kind.UNTRUSTWORTHY,
          upstream.name() + " sends bytes of digest " + digest + " as manifest " + wanted);
    }
    Optional<Digest> claim = claimedDigest(received);
    if (claim.isPresent() && !claim.get().matches(content)) {
      return Fetch.trouble(
          Fetch.Kind.UNTRUSTWORTHY,
          upstream.name()
              + " sends manifest "
              + target
              + " with Docker-Content-Digest "
              + claim.get()
              + ", but its bytes have digest "
              + digest);
    }
    return new Fetch.Found<>(new FetchedManifest(content, received.mediaType(), digest));
  }

  Fetch<Resolved> resolve(Caller caller, String path, Reference.Target target) {
    return exchange
        .send(caller, ask(UpstreamCall.Operation.RESOLVE, "HEAD", path, target))
        .then(
            received ->
                received.status() == 405
                    ? get(caller, path, target).then(ManifestFetch::resolved)
                    : Answers.ok(upstream, received).then(ManifestFetch::resolved));
  }

  private static Fetch<Resolved> resolved(FetchedManifest manifest) {
    return new Fetch.Found<>(
        new Resolved(
            Optional.of(manifest.digest()),
            manifest.contentType(),
            OptionalLong.of(manifest.content().length())));
  }

  private static Fetch<Resolved> resolved(Received received) {
    OptionalLong size =
        received
            .header("Content-Length")
            .filter(text -> text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9'))
            .filter(text -> !text.isEmpty())
            .map(text -> OptionalLong.of(Long.parseLong(text)))
            .orElse(OptionalLong.empty());
    return new Fetch.Found<>(new Resolved(claimedDigest(received), received.mediaType(), size));
  }

  /** A claim of an unknown algorithm cannot be judged and counts as none. */
  private static Optional<Digest> claimedDigest(Received received) {
    return received.header("Docker-Content-Digest").flatMap(ManifestFetch::parse);
  }

  private static Optional<Digest> parse(String text) {
    try {
      return Optional.of(Digest.parse(text.strip()));
    } catch (MalformedException unknown) {
      return Optional.empty();
    }
  }
}
