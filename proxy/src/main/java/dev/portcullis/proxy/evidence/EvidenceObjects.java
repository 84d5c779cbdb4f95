package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The manifests and layers of one search: each fetched once, all within its limits. */
final class EvidenceObjects {
  private final Place place;
  private final Questions questions;
  private final EvidenceCache cache;
  private final Executor threads;
  private final UsualPayloads usual;
  private final Bounds bounds;
  private final Map<Attachment, CompletableFuture<Gathered>> referrers = new ConcurrentHashMap<>();
  private Optional<SbomArtifacts> sboms = Optional.empty();

  EvidenceObjects(
      Place place,
      Questions questions,
      EvidenceCache cache,
      Executor threads,
      UsualPayloads usual,
      Bounds bounds) {
    this.usual = usual;
    this.bounds = bounds;
    this.place = place;
    this.questions = questions;
    this.cache = cache;
    this.threads = threads;
  }

  /**
   * A manifest and what it must refer to: listed for another, it is no evidence, but here it is.
   */
  private record Attachment(Digest referrer, Digest subject) {}

  /** The same, within the same bounds, but SBOMs are not read. */
  EvidenceObjects withoutSboms() {
    return new EvidenceObjects(place, questions, cache, threads, usual, bounds);
  }

  /** From now on SBOMs are read too; before anything is asked for. */
  void readSboms(SbomArtifacts artifacts) {
    sboms = Optional.of(artifacts);
  }

  /** The evidence that a referrer of {@code subject} carries; read once, however often listed. */
  Gathered referrer(Descriptor referrer, Origin.Source source, Digest subject) {
    CompletableFuture<Gathered> mine = new CompletableFuture<>();
    CompletableFuture<Gathered> first =
        referrers.putIfAbsent(new Attachment(referrer.digest(), subject), mine);
    if (first != null) {
      return first.join();
    }
    try {
      mine.complete(read(referrer, source, subject));
    } finally {
      if (!mine.isDone()) {
        mine.completeExceptionally(new IllegalStateException("a referrer was not read"));
      }
    }
    return mine.join();
  }

  private Gathered read(Descriptor referrer, Origin.Source source, Digest subject) {
    Origin origin = new Origin(source, Optional.of(referrer.digest()), 0);
    return switch (manifest(referrer)) {
      case Fetch.Found<Held>(Held held) ->
          layersOf(held, referrer.digest(), source, Optional.of(subject));
      // A list may outlive what it names.
      case Fetch.Absent<Held> absent -> Gathered.NOTHING;
      case Fetch.Denied<Held> denied -> unavailable(denied.message());
      case Fetch.Trouble<Held> trouble -> troubled(origin, trouble.kind(), trouble.message());
    };
  }

  private Fetch<Held> manifest(Descriptor referrer) {
    boolean inline =
        referrer.data().isPresent() && referrer.mediaType().equals(MediaTypes.OCI_MANIFEST);
    return inline
        ? new Fetch.Found<>(new Held(referrer.data().orElseThrow(), MediaTypes.OCI_MANIFEST))
        : fetchManifest(referrer.digest());
  }

  private Fetch<Held> fetchManifest(Digest digest) {
    Optional<Held> known = cache.get(digest, true);
    if (known.isPresent()) {
      return new Fetch.Found<>(known.get());
    }
    return questions
        .ask(
            () ->
                place
                    .client()
                    .manifest(place.caller(), place.path(), new Reference.ByDigest(digest)))
        .then(
            fetched -> {
              Held held = new Held(fetched.content(), fetched.contentType());
              cache.put(digest, true, held);
              return new Fetch.Found<>(held);
            });
  }

  /**
   * The evidence in a manifest's layers.
   *
   * @param subject the digest that the manifest must refer to; empty where its tag says so
   */
  Gathered layersOf(Held held, Digest digest, Origin.Source source, Optional<Digest> subject) {
    Origin origin = new Origin(source, Optional.of(digest), 0);
    if (held.content().length() > Limits.EVIDENCE_MANIFEST_BYTES) {
      return Gathered.unusable(
          origin,
          Failure.of(
              Failure.Code.LIMIT,
              "evidence manifest is too large",
              "at most " + Limits.EVIDENCE_MANIFEST_BYTES + " bytes",
              held.content().length() + " bytes"));
    }
    Manifest manifest;
    try {
      manifest = ManifestParser.parse(held.content(), held.mediaType());
    } catch (MalformedException e) {
      return Gathered.unusable(origin, Failure.of(e));
    }
    return manifest instanceof Manifest.Image image
        ? layersOf(image, digest, source, subject)
        : Gathered.NOTHING;
  }

  private Gathered layersOf(
      Manifest.Image image, Digest digest, Origin.Source source, Optional<Digest> subject) {
    if (SbomArtifacts.isOne(image)) {
      boolean elsewhere =
          subject.isPresent() && !subject.equals(image.subject().map(Descriptor::digest));
      return sboms
          .filter(artifacts -> !elsewhere)
          .map(artifacts -> artifacts.read(image, digest, source))
          .orElse(Gathered.NOTHING);
    }
    List<Integer> holding = new ArrayList<>();
    for (int i = 0; i < image.layers().size(); i++) {
      if (EvidenceLayer.of(image.layers().get(i)).isPresent()) {
        holding.add(i);
      }
    }
    if (holding.isEmpty()) {
      return Gathered.NOTHING;
    }
    if (image.layers().size() > 1 && holdsNotation(image)) {
      return Gathered.unusable(
          new Origin(source, Optional.of(digest), holding.getFirst()),
          Failure.of(
              Failure.Code.MALFORMED,
              "a Notary Project signature has exactly one layer",
              "1",
              Integer.toString(image.layers().size())));
    }
    Optional<Digest> named = image.subject().map(Descriptor::digest);
    if (subject.isPresent() && !subject.equals(named)) {
      return Gathered.unusable(
          new Origin(source, Optional.of(digest), holding.getFirst()),
          Failure.of(
              Failure.Code.SUBJECT_MISMATCH,
              "evidence refers to another manifest",
              subject.get().toString(),
              named.map(Digest::toString).orElse("none")));
    }
    List<CompletableFuture<Gathered>> started = new ArrayList<>();
    for (int index : holding.subList(0, Math.min(Limits.CANDIDATES, holding.size()))) {
      Origin origin = new Origin(source, Optional.of(digest), index);
      Descriptor layer = image.layers().get(index);
      started.add(CompletableFuture.supplyAsync(() -> layer(origin, layer), threads));
    }
    List<Gathered> parts = new ArrayList<>();
    started.forEach(part -> parts.add(part.join()));
    if (holding.size() > Limits.CANDIDATES) {
      parts.add(
          tooMany(new Origin(source, Optional.of(digest), Limits.CANDIDATES), holding.size()));
    }
    return Gathered.all(parts);
  }

  private static boolean holdsNotation(Manifest.Image image) {
    return image.layers().stream()
        .anyMatch(
            layer -> EvidenceLayer.of(layer).filter(EvidenceLayer.NOTATION::equals).isPresent());
  }

  private static Gathered tooMany(Origin origin, int count) {
    return Gathered.unusable(
        origin,
        Failure.of(
            Failure.Code.LIMIT,
            "not all layers were read",
            "at most " + Limits.CANDIDATES,
            Integer.toString(count)));
  }

  private Gathered layer(Origin origin, Descriptor layer) {
    EvidenceLayer kind = EvidenceLayer.of(layer).orElseThrow();
    return content(
        origin, layer, kind.limit(), bytes -> Gathered.of(kind.candidate(origin, layer, bytes)));
  }

  /** The content of a layer of at most {@code limit} bytes, as {@code reader} reads it. */
  Gathered content(Origin origin, Descriptor layer, int limit, Function<Bytes, Gathered> reader) {
    if (layer.size() > bounds.limit(limit)) {
      return overLimit(origin, layer, bounds.limit(limit));
    }
    if (layer.data().isPresent()) {
      return reader.apply(layer.data().get());
    }
    Optional<Bytes> known = usual.of(layer);
    if (known.isPresent()) {
      return reader.apply(known.get());
    }
    if (!bounds.take(layer.size())) {
      return overLimit(origin, layer, bounds.whole(layer.size()));
    }
    if (!isRoomFor(layer)) {
      return unavailable(
          "too much other evidence is being verified to hold another "
              + layer.size()
              + " bytes; try again");
    }
    return switch (blob(layer)) {
      case Fetch.Found<Bytes>(Bytes content) ->
          content.length() == layer.size()
              ? reader.apply(content)
              : wrongSize(origin, layer, content.length());
      case Fetch.Absent<Bytes> absent ->
          Gathered.unusable(
              origin,
              Failure.of(
                  Failure.Code.MALFORMED,
                  place.repository() + " lacks the layer " + layer.digest()));
      case Fetch.Denied<Bytes> denied -> unavailable(denied.message());
      case Fetch.Trouble<Bytes> trouble -> troubled(origin, trouble.kind(), trouble.message());
    };
  }

  private boolean isRoomFor(Descriptor layer) {
    try {
      return bounds.lease().take(layer.size(), questions.left());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Fetch<Bytes> blob(Descriptor layer) {
    Optional<Held> known = cache.get(layer.digest(), false);
    if (known.isPresent()) {
      return new Fetch.Found<>(known.get().content());
    }
    return questions
        .ask(() -> place.client().blob(place.caller(), place.path(), layer.digest(), layer.size()))
        .then(
            content -> {
              cache.put(layer.digest(), false, new Held(content, ""));
              return new Fetch.Found<>(content);
            });
  }

  private Gathered troubled(Origin origin, Fetch.Kind kind, String message) {
    return switch (kind) {
      case LIMIT -> Gathered.unusable(origin, Failure.of(Failure.Code.LIMIT, message));
      case UNTRUSTWORTHY -> Gathered.unusable(origin, Failure.of(Failure.Code.MALFORMED, message));
      case UNREACHABLE, TIMEOUT, RATE_LIMITED, UPSTREAM_ERROR -> unavailable(message);
    };
  }

  private Gathered unavailable(String cause) {
    return Gathered.unavailable("evidence in " + place.repository(), cause);
  }

  private Gathered overLimit(Origin origin, Descriptor layer, long limit) {
    boolean isStatement = layer.size() > Limits.SIGNATURE_BYTES && bounds.wanted().statements();
    return Gathered.unusable(
        origin,
        Failure.of(
            Failure.Code.LIMIT,
            "evidence is too large"
                + (isStatement ? " (evidence.largest in the configuration may allow more)" : ""),
            "at most " + limit + " bytes",
            layer.size() + " bytes"));
  }

  private static Gathered wrongSize(Origin origin, Descriptor layer, int size) {
    return Gathered.unusable(
        origin,
        Failure.of(
            Failure.Code.MALFORMED,
            "layer has another size than its manifest says",
            layer.size() + " bytes",
            size + " bytes"));
  }
}
