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
import dev.portcullis.proxy.upstream.FetchedManifest;
import dev.portcullis.proxy.upstream.Referrers;
import dev.portcullis.proxy.upstream.ReferrersIndex;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Origin.Source;
import dev.portcullis.verify.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** One search for the evidence of one digest, on the virtual thread that waits for it. */
final class Search {
  private final Fetches fetches;
  private final EvidencePlace place;
  private final Digest digest;

  Search(Fetches fetches, EvidencePlace place, Digest digest) {
    this.fetches = fetches;
    this.place = place;
    this.digest = digest;
  }

  /** What one source gave. */
  private record Part(List<Candidate> candidates, List<Unavailable> unavailable) {
    static final Part NOTHING = new Part(List.of(), List.of());

    static Part of(Candidate candidate) {
      return new Part(List.of(candidate), List.of());
    }

    static Part silent(Unavailable unavailable) {
      return new Part(List.of(), List.of(unavailable));
    }
  }

  /** Asks every source at once and reads what they list; blocks until all have answered. */
  Evidence run() {
    CompletableFuture<Listing> api = fetches.start(this::referrersApi);
    CompletableFuture<Listing> tag = fetches.start(this::fallbackTag);
    List<CompletableFuture<Part>> legacy =
        Stream.of(".sig", ".att").map(suffix -> fetches.chain(() -> legacyTag(suffix))).toList();
    Listing first = api.join();
    Listing second = tag.join();
    List<Part> parts = new ArrayList<>(List.of(first.part(), second.part()));
    referrers(first, second).stream().map(CompletableFuture::join).forEach(parts::add);
    legacy.stream().map(CompletableFuture::join).forEach(parts::add);
    List<Candidate> candidates = parts.stream().flatMap(p -> p.candidates().stream()).toList();
    List<Unavailable> silent = parts.stream().flatMap(p -> p.unavailable().stream()).toList();
    return new Evidence(bounded(candidates), silent);
  }

  private List<Candidate> bounded(List<Candidate> candidates) {
    if (candidates.size() <= Limits.CANDIDATES) {
      return candidates;
    }
    List<Candidate> kept = new ArrayList<>(candidates.subList(0, Limits.CANDIDATES));
    kept.add(over(Source.REFERRERS, candidates.size(), "candidates", Limits.CANDIDATES));
    return kept;
  }

  private static Candidate over(Source source, int count, String what, int limit) {
    return new Candidate.Unusable(
        new Origin(source, Optional.empty(), 0),
        Failure.of(
            Failure.Code.LIMIT,
            "the artifact has " + count + " " + what + "; only " + limit + " were looked at"));
  }

  /** What a list of referrers gave. */
  private record Listing(Source source, List<Descriptor> entries, Part part) {}

  private Listing referrersApi() {
    String source = "referrers API of " + place.name();
    return switch (place.registry().referrers(place.caller(), place.path(), digest)) {
      case Fetch.Found<Referrers>(Referrers found) ->
          new Listing(Source.REFERRERS, found.entries(), Part.NOTHING);
      case Fetch.Absent<Referrers> absent -> new Listing(Source.REFERRERS, List.of(), Part.NOTHING);
      case Fetch.Denied<Referrers> denied ->
          new Listing(Source.REFERRERS, List.of(), silent(source, denied));
      case Fetch.Trouble<Referrers> trouble ->
          new Listing(Source.REFERRERS, List.of(), silent(source, trouble));
    };
  }

  private Listing fallbackTag() {
    Fetch<FetchedManifest> fetched =
        fetches.manifest(place, new Reference.Tag(digest.fallbackTag()));
    String source = "referrers tag in " + place.name();
    return switch (fetched) {
      case Fetch.Found<FetchedManifest>(FetchedManifest found) -> fallbackIndex(found);
      case Fetch.Absent<FetchedManifest> absent ->
          new Listing(Source.FALLBACK_TAG, List.of(), Part.NOTHING);
      case Fetch.Denied<FetchedManifest> denied ->
          new Listing(Source.FALLBACK_TAG, List.of(), silent(source, denied));
      case Fetch.Trouble<FetchedManifest> trouble ->
          new Listing(Source.FALLBACK_TAG, List.of(), silent(source, trouble));
    };
  }

  private static Listing fallbackIndex(FetchedManifest found) {
    Origin origin = new Origin(Source.FALLBACK_TAG, Optional.of(found.digest()), 0);
    try {
      if (!MediaTypes.isIndex(found.contentType())) {
        throw new MalformedException("it is not an index");
      }
      List<Descriptor> entries = ReferrersIndex.parse(found.content()).entries();
      return new Listing(Source.FALLBACK_TAG, entries, Part.NOTHING);
    } catch (MalformedException e) {
      Candidate broken = unusable(origin, "the referrers tag: " + e.getMessage());
      return new Listing(Source.FALLBACK_TAG, List.of(), Part.of(broken));
    }
  }

  private List<CompletableFuture<Part>> referrers(Listing api, Listing tag) {
    List<Descriptor> listed =
        Stream.concat(api.entries().stream(), tag.entries().stream()).toList();
    List<Descriptor> ordered = Discovery.ordered(listed);
    List<CompletableFuture<Part>> parts = new ArrayList<>();
    for (Descriptor entry :
        ordered.subList(0, Math.min(ordered.size(), Limits.EVIDENCE_MANIFESTS))) {
      Source source = api.entries().contains(entry) ? Source.REFERRERS : Source.FALLBACK_TAG;
      parts.add(fetches.chain(() -> referrer(entry, source)));
    }
    if (ordered.size() > Limits.EVIDENCE_MANIFESTS) {
      parts.add(
          CompletableFuture.completedFuture(
              Part.of(
                  over(Source.REFERRERS, ordered.size(), "referrers", Limits.EVIDENCE_MANIFESTS))));
    }
    return parts;
  }

  private CompletableFuture<Part> referrer(Descriptor entry, Source source) {
    Fetch<FetchedManifest> fetched =
        fetches.manifest(place, new Reference.ByDigest(entry.digest()));
    Origin origin = new Origin(source, Optional.of(entry.digest()), 0);
    return switch (fetched) {
      case Fetch.Found<FetchedManifest>(FetchedManifest found) -> layers(found, source, true);
      case Fetch.Absent<FetchedManifest> absent ->
          done(Part.of(unusable(origin, "it is listed as a referrer but does not exist")));
      case Fetch.Denied<FetchedManifest> denied ->
          done(silent("referrer " + entry.digest().shortened(), denied));
      case Fetch.Trouble<FetchedManifest> trouble ->
          done(silent("referrer " + entry.digest().shortened(), trouble));
    };
  }

  private CompletableFuture<Part> legacyTag(String suffix) {
    String tag = digest.fallbackTag() + suffix;
    return switch (fetches.manifest(place, new Reference.Tag(tag))) {
      case Fetch.Found<FetchedManifest>(FetchedManifest found) ->
          layers(found, Source.LEGACY_TAG, false);
      case Fetch.Absent<FetchedManifest> absent -> done(Part.NOTHING);
      case Fetch.Denied<FetchedManifest> denied ->
          done(silent("tag " + suffix + " in " + place.name(), denied));
      case Fetch.Trouble<FetchedManifest> trouble ->
          done(silent("tag " + suffix + " in " + place.name(), trouble));
    };
  }

  /** Reads an evidence manifest's layers, all at once; the last ones are the newest. */
  private CompletableFuture<Part> layers(FetchedManifest found, Source source, boolean mustRefer) {
    Origin origin = new Origin(source, Optional.of(found.digest()), 0);
    Manifest manifest;
    try {
      if (found.content().length() > Limits.EVIDENCE_MANIFEST_BYTES) {
        throw MalformedException.overLimit(
            "an evidence manifest of more than " + Limits.EVIDENCE_MANIFEST_BYTES + " bytes");
      }
      manifest = ManifestParser.parse(found.content(), found.contentType());
    } catch (MalformedException e) {
      return done(Part.of(new Candidate.Unusable(origin, Failure.of(e))));
    }
    if (!(manifest instanceof Manifest.Image image)) {
      return done(Part.NOTHING);
    }
    boolean refers = image.subject().filter(subject -> subject.digest().equals(digest)).isPresent();
    if (mustRefer && !refers) {
      return done(
          image.layers().stream().anyMatch(layer -> Layer.of(layer.mediaType()).isPresent())
              ? Part.of(unusable(origin, "it refers to another manifest"))
              : Part.NOTHING);
    }
    List<CompletableFuture<Part>> parts = new ArrayList<>();
    int first = Math.max(0, image.layers().size() - Limits.CANDIDATES);
    if (first > 0) {
      parts.add(done(Part.of(over(source, image.layers().size(), "layers", Limits.CANDIDATES))));
    }
    for (int i = first; i < image.layers().size(); i++) {
      Descriptor descriptor = image.layers().get(i);
      Origin at = new Origin(source, Optional.of(found.digest()), i);
      Optional<Layer> layer = Layer.of(descriptor.mediaType());
      layer.ifPresent(kind -> parts.add(fetches.start(() -> candidate(kind, descriptor, at))));
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              List<Part> read = parts.stream().map(CompletableFuture::join).toList();
              return new Part(
                  read.stream().flatMap(part -> part.candidates().stream()).toList(),
                  read.stream().flatMap(part -> part.unavailable().stream()).toList());
            });
  }

  private Part candidate(Layer layer, Descriptor descriptor, Origin origin) {
    if (descriptor.size() > layer.limit()) {
      return Part.of(
          new Candidate.Unusable(
              origin,
              Failure.of(
                  Failure.Code.LIMIT,
                  "a layer of "
                      + descriptor.size()
                      + " bytes is over the limit of "
                      + layer.limit())));
    }
    return switch (fetches.blob(place, descriptor.digest(), descriptor.data(), layer.limit())) {
      case Fetch.Found<Bytes>(Bytes content) ->
          content.length() == descriptor.size()
              ? Part.of(layer.candidate(origin, descriptor, content))
              : Part.of(unusable(origin, "the layer has another size than its descriptor says"));
      case Fetch.Absent<Bytes> absent -> Part.of(unusable(origin, "the layer does not exist"));
      case Fetch.Denied<Bytes> denied -> silent("layer of " + origin, denied);
      case Fetch.Trouble<Bytes> trouble ->
          switch (trouble.kind()) {
            case UNTRUSTWORTHY, LIMIT -> Part.of(unusable(origin, trouble.message()));
            case UNREACHABLE, TIMEOUT, RATE_LIMITED, UPSTREAM_ERROR ->
                silent("layer of " + origin, trouble);
          };
    };
  }

  private static Candidate unusable(Origin origin, String message) {
    return new Candidate.Unusable(origin, Failure.of(Failure.Code.MALFORMED, message));
  }

  private static Part silent(String source, Fetch.Denied<?> denied) {
    return Part.silent(new Unavailable(source, "access was denied: " + denied.message()));
  }

  private static Part silent(String source, Fetch.Trouble<?> trouble) {
    return Part.silent(new Unavailable(source, trouble.message()));
  }

  private static CompletableFuture<Part> done(Part part) {
    return CompletableFuture.completedFuture(part);
  }
}
