package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.NameGrammar;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.FetchedManifest;
import dev.portcullis.proxy.upstream.Referrers;
import dev.portcullis.proxy.upstream.ReferrersIndex;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** One search: asks every source at once, and each for what it names as soon as it has answered. */
final class Search {
  /** Half of the manifests for the referrers API, half for the fallback tag. */
  private static final int MANIFESTS = Limits.EVIDENCE_MANIFESTS / 2;

  /** The same for what is attached to one SBOM. */
  private static final int OF_SBOM = MANIFESTS / Limits.SBOM_ARTIFACTS;

  private final Place place;
  private final int manifests;
  private final Digest digest;
  private final Questions questions;
  private final EvidenceObjects objects;
  private final Executor threads;

  private Search(
      Place place,
      Digest digest,
      int manifests,
      Questions questions,
      EvidenceObjects objects,
      Executor threads) {
    this.place = place;
    this.digest = digest;
    this.manifests = manifests;
    this.questions = questions;
    this.objects = objects;
    this.threads = threads;
  }

  /** What is attached to {@code digest}. */
  static Evidence run(
      Place place,
      Digest digest,
      Bounds bounds,
      Questions questions,
      EvidenceObjects objects,
      Executor threads) {
    Search search = new Search(place, digest, MANIFESTS, questions, objects, threads);
    List<String> tags = new ArrayList<>(List.of("sig", "att"));
    if (bounds.wanted().sboms()) {
      tags.add("sbom");
      objects.readSboms(
          new SbomArtifacts(place, objects, sbom -> search.attachedTo(sbom), threads));
    }
    return Assembly.of(search.sources(tags));
  }

  /** The signatures of an SBOM artifact: fetched like any, but nothing is an SBOM there. */
  private Gathered attachedTo(Digest sbom) {
    Search search = new Search(place, sbom, OF_SBOM, questions, objects.withoutSboms(), threads);
    Evidence found = Assembly.of(search.sources(List.of("sig")));
    return new Gathered(found.candidates(), found.unavailable());
  }

  private List<Gathered> sources(List<String> tags) {
    List<CompletableFuture<Gathered>> sources = new ArrayList<>();
    sources.add(start(this::referrersApi));
    sources.add(start(this::fallbackTag));
    tags.forEach(tag -> sources.add(start(() -> cosignTag(tag))));
    return sources.stream().map(CompletableFuture::join).toList();
  }

  private CompletableFuture<Gathered> start(Supplier<Gathered> source) {
    return CompletableFuture.supplyAsync(source, threads);
  }

  private Gathered referrersApi() {
    String source = "referrers API of " + place.registry();
    return answered(
        source,
        questions.ask(() -> place.client().referrers(place.caller(), place.path(), digest)),
        list -> carried(list, Origin.Source.REFERRERS));
  }

  private Gathered fallbackTag() {
    return tagged(
        digest.fallbackTag(),
        manifest -> {
          try {
            return carried(ReferrersIndex.parse(manifest.content()), Origin.Source.FALLBACK_TAG);
          } catch (MalformedException e) {
            return Gathered.unusable(
                new Origin(Origin.Source.FALLBACK_TAG, Optional.of(manifest.digest()), 0),
                Failure.of(e));
          }
        });
  }

  private Gathered cosignTag(String suffix) {
    return tagged(
        digest.algorithm().prefix() + "-" + digest.hex() + "." + suffix,
        manifest ->
            objects.layersOf(
                new Held(manifest.content(), manifest.contentType()),
                manifest.digest(),
                Origin.Source.LEGACY_TAG,
                Optional.empty()));
  }

  /**
   * What a tag points to; nothing for a name that is too long for a tag, as of a SHA-512 digest.
   */
  private Gathered tagged(String tag, Function<FetchedManifest, Gathered> reader) {
    if (!NameGrammar.isTag(tag)) {
      return Gathered.NOTHING;
    }
    return answered(
        "tag " + tag + " of " + place.repository(),
        questions.ask(
            () -> place.client().manifest(place.caller(), place.path(), new Reference.Tag(tag))),
        reader);
  }

  private static <T> Gathered answered(
      String source, Fetch<T> answer, Function<T, Gathered> reader) {
    return switch (answer) {
      case Fetch.Found<T>(T value) -> reader.apply(value);
      case Fetch.Absent<T> absent -> Gathered.NOTHING;
      case Fetch.Denied<T> denied -> Gathered.unavailable(source, denied.message());
      case Fetch.Trouble<T> trouble -> Gathered.unavailable(source, trouble.message());
    };
  }

  private Gathered carried(Referrers referrers, Origin.Source source) {
    List<Descriptor> promising = ReferrerOrder.sorted(referrers.entries());
    List<CompletableFuture<Gathered>> started = new ArrayList<>();
    for (Descriptor referrer : promising.subList(0, Math.min(manifests, promising.size()))) {
      started.add(start(() -> objects.referrer(referrer, source, digest)));
    }
    List<Gathered> parts = new ArrayList<>();
    started.forEach(part -> parts.add(part.join()));
    if (promising.size() > manifests || !referrers.complete()) {
      parts.add(cutOff(promising.size(), source));
    }
    return Gathered.all(parts);
  }

  private Gathered cutOff(int count, Origin.Source source) {
    return Gathered.unusable(
        new Origin(source, Optional.empty(), 0),
        Failure.of(
            Failure.Code.LIMIT,
            "not all referrers were read",
            "at most " + manifests + " readable ones",
            count + " or more"));
  }
}
