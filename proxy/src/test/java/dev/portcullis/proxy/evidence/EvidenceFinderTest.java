package dev.portcullis.proxy.evidence;

import static dev.portcullis.proxy.evidence.Attached.BUNDLE;
import static dev.portcullis.proxy.evidence.TestSearch.PATH;
import static dev.portcullis.proxy.evidence.TestSearch.bundles;
import static dev.portcullis.proxy.evidence.TestSearch.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.RegistryAccess;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvidenceFinderTest {
  private final TestSearch search = new TestSearch();

  @AfterEach
  void close() {
    search.close();
  }

  @Test
  void bundleReferrerIsFound() {
    Digest manifest = search.attached.referrer(BUNDLE, search.attached.layer(BUNDLE, "the bundle"));
    assertThat(only(search.find()))
        .isEqualTo(
            new Candidate.Bundle(
                new Origin(Origin.Source.REFERRERS, Optional.of(manifest), 0),
                Bytes.utf8("the bundle")));
  }

  @Test
  void cosignTagsAreFoundWithTheirLayersAnnotations() {
    Map<String, String> signature = Map.of("dev.cosignproject.cosign/signature", "c2ln");
    Descriptor one = search.attached.layer(MediaTypes.SIMPLE_SIGNING, "one");
    Descriptor two = search.attached.layer(MediaTypes.SIMPLE_SIGNING, "two");
    Digest sig = search.attached.cosignTag("sig", one, Attached.withAnnotations(two, signature));
    Digest att =
        search.attached.cosignTag("att", search.attached.layer(MediaTypes.DSSE, "envelope"));
    assertThat(search.find().candidates())
        .containsExactly(
            new Candidate.SimpleSigning(legacy(sig, 0), Bytes.utf8("one"), Map.of()),
            new Candidate.SimpleSigning(legacy(sig, 1), Bytes.utf8("two"), signature),
            new Candidate.Dsse(legacy(att, 0), Bytes.utf8("envelope"), Map.of()));
  }

  private static Origin legacy(Digest manifest, int layer) {
    return new Origin(Origin.Source.LEGACY_TAG, Optional.of(manifest), layer);
  }

  @Test
  void layerTypeAndNotArtifactTypeDecides() {
    search.attached.referrer(
        "application/vnd.example.thing",
        search.attached.layer("text/plain", "no evidence"),
        search.attached.layer(MediaTypes.DSSE, "dsse"));
    search.attached.referrer(
        "application/vnd.example.thing", search.attached.layer(MediaTypes.NOTATION_COSE, "cose"));
    search.attached.referrer(BUNDLE, search.attached.layer("application/spdx+json", "sbom"));
    assertThat(search.find().candidates())
        .extracting(candidate -> candidate.getClass().getSimpleName())
        .containsExactlyInAnyOrder("Notation", "Dsse");
  }

  @Test
  void fallbackTagIsReadWhereThereIsNoApi() {
    search.registry.referrersApi(false);
    Digest notation =
        search.attached.referrer(
            MediaTypes.NOTATION_SIGNATURE, search.attached.layer(MediaTypes.NOTATION_JWS, "jws"));
    search.attached.fallbackTag(MediaTypes.OCI_EMPTY, List.of(notation));
    assertThat(only(search.find()))
        .isEqualTo(
            new Candidate.Notation(
                new Origin(Origin.Source.FALLBACK_TAG, Optional.of(notation), 0),
                MediaTypes.NOTATION_JWS,
                Bytes.utf8("jws")));
  }

  @Test
  void fallbackTagIsReadAlsoWhereTheApiAnswersWithNothing() {
    search.alter(
        request -> request.operation() == Operation.REFERRERS,
        right -> right.withBody(Bytes.utf8("{\"schemaVersion\":2,\"manifests\":[]}")));
    Digest bundle = search.attached.referrer(BUNDLE, search.attached.layer(BUNDLE, "b"));
    search.attached.fallbackTag(BUNDLE, List.of(bundle));
    assertThat(bundles(search.find())).containsExactly(Bytes.utf8("b"));
  }

  @Test
  void evidenceThatIsListedTwiceIsFetchedOnce() {
    Digest bundle = search.attached.referrer(BUNDLE, search.attached.layer(BUNDLE, "b"));
    search.attached.fallbackTag(BUNDLE, List.of(bundle, bundle));
    assertThat(bundles(search.find())).hasSize(1);
    assertThat(search.registry.log().count(Operation.BLOB_GET)).isEqualTo(1);
    assertThat(
            search.registry.log().of(Operation.MANIFEST_GET).stream()
                .filter(request -> request.reference().equals(bundle.toString())))
        .hasSize(1);
  }

  @Test
  void nothingAnywhereIsNoEvidenceAndNoTrouble() {
    assertThat(search.find()).isEqualTo(Evidence.none());
    assertThat(search.registry.log().all()).hasSize(4);
  }

  @Test
  void allSourcesAreAskedAtOnce() {
    CyclicBarrier four = new CyclicBarrier(4);
    AtomicInteger met = new AtomicInteger();
    search.registry.misbehave(
        request -> {
          try {
            four.await(5, TimeUnit.SECONDS);
            met.incrementAndGet();
          } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
            Thread.currentThread().interrupt();
          }
          return Optional.empty();
        });
    search.find();
    assertThat(met).hasValue(4);
  }

  @Test
  void fastSourceDoesNotWaitForASlowOne() {
    search.attached.referrer(BUNDLE, search.attached.layer(BUNDLE, "b"));
    CountDownLatch blobAsked = new CountDownLatch(1);
    AtomicBoolean met = new AtomicBoolean();
    search.registry.misbehave(
        request -> {
          if (request.operation() == Operation.BLOB_GET) {
            blobAsked.countDown();
          } else if (request.reference().endsWith(".sig")) {
            try {
              met.set(blobAsked.await(5, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return Optional.empty();
        });
    assertThat(bundles(search.find())).hasSize(1);
    assertThat(met).isTrue();
  }

  @Test
  void evidenceByDigestIsKeptAndTagsAreAskedAnew() {
    search.attached.referrer(BUNDLE, search.attached.layer(BUNDLE, "b"));
    search.attached.cosignTag("sig", search.attached.layer(MediaTypes.SIMPLE_SIGNING, "s"));
    Evidence first = search.find();
    search.registry.log().clear();
    assertThat(search.find()).isEqualTo(first);
    assertThat(search.registry.log().count(Operation.BLOB_GET)).isZero();
    assertThat(search.registry.log().count(Operation.MANIFEST_GET)).isEqualTo(3);
  }

  @Test
  void embeddedLayerIsNotFetched() {
    search.attached.referrer(BUNDLE, Attached.inline(BUNDLE, "embedded"));
    assertThat(bundles(search.find())).containsExactly(Bytes.utf8("embedded"));
    assertThat(search.registry.log().count(Operation.BLOB_GET)).isZero();
  }

  @Test
  void evidenceMayLiveInAnotherRepository() {
    Attached signatures = new Attached(search.registry, "signatures", search.subject);
    signatures.cosignTag("sig", signatures.layer(MediaTypes.SIMPLE_SIGNING, "s"));
    search.attached.cosignTag("sig", search.attached.layer(MediaTypes.SIMPLE_SIGNING, "ignored"));
    RegistryClient client =
        search.client(
            search.registry, Optional.of(new RepositoryName(search.registry.name(), "signatures")));
    Candidate found = only(search.find(client, Caller.proxy()));
    assertThat(((Candidate.SimpleSigning) found).payload()).isEqualTo(Bytes.utf8("s"));
  }

  @Test
  void evidenceMayLiveInAnotherRegistryThatSeesNoCredentialsOfTheClient() {
    try (MemoryRegistry vault = MemoryRegistry.start()) {
      Attached signatures = new Attached(vault, "vault", search.subject);
      signatures.referrer(BUNDLE, signatures.layer(BUNDLE, "b"));
      UpstreamCredentials passThrough = new UpstreamCredentials.PassThrough();
      search.others.put(vault.name(), search.client(vault, Optional.empty(), passThrough));
      RepositoryName elsewhere = new RepositoryName(vault.name(), "vault");
      RegistryClient client = search.client(search.registry, Optional.of(elsewhere), passThrough);
      Evidence evidence = search.find(client, new Caller(Optional.of("Bearer clients-own")));
      assertThat(bundles(evidence)).containsExactly(Bytes.utf8("b"));
      assertThat(vault.log().all()).noneMatch(seen -> seen.header("Authorization").isPresent());
      assertThat(search.registry.log().all()).isEmpty();
    }
  }

  @Test
  void registryOfSignaturesThatIsUnknownIsUnavailable() {
    RepositoryName elsewhere = new RepositoryName("nowhere.example", "signatures");
    Evidence evidence =
        search.find(search.client(search.registry, Optional.of(elsewhere)), Caller.proxy());
    assertThat(evidence.candidates()).isEmpty();
    assertThat(evidence.unavailable().getFirst().cause())
        .isEqualTo("nowhere.example is not among the upstreams");
  }

  @Test
  void clientsCredentialsAreUsedForItsOwnEvidence() {
    search.registry.access(new RegistryAccess.Basic("ann", "secret"));
    search.attached.referrer(BUNDLE, search.attached.layer(BUNDLE, "b"));
    RegistryClient client =
        search.client(search.registry, Optional.empty(), new UpstreamCredentials.PassThrough());
    Caller ann = new Caller(Optional.of("Basic YW5uOnNlY3JldA=="));
    assertThat(bundles(search.find(client, ann))).hasSize(1);
    assertThat(search.find(client, Caller.proxy()).unavailable()).hasSize(4);
  }

  @Test
  void sha512DigestIsSearchedForToo() {
    Digest sha512 = Digest.of(Digest.Algorithm.SHA512, Bytes.utf8("subject"));
    Attached attached = new Attached(search.registry, PATH, sha512);
    Digest bundle = attached.referrer(BUNDLE, attached.layer(BUNDLE, "b"));
    attached.fallbackTag(BUNDLE, List.of(bundle));
    Evidence evidence =
        search.finder.find(
            new RepositoryName(search.registry.name(), PATH),
            sha512,
            Wanted.USUAL,
            Caller.proxy(),
            search.client(search.registry, Optional.empty()),
            search.finder.lease());
    assertThat(bundles(evidence)).hasSize(1);
  }
}
