package dev.portcullis.proxy.evidence;

import static dev.portcullis.proxy.evidence.Attached.BUNDLE;
import static dev.portcullis.proxy.evidence.TestSearch.PATH;
import static dev.portcullis.proxy.evidence.TestSearch.bundles;
import static dev.portcullis.proxy.evidence.TestSearch.only;
import static dev.portcullis.proxy.evidence.TestSearch.unusable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.Reply;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostileEvidenceTest {
  private static final int FLOOD = 5_000;

  private final TestSearch search = new TestSearch();

  @AfterEach
  void close() {
    search.close();
  }

  private Descriptor bundle(String content) {
    return search.attached.layer(BUNDLE, content);
  }

  private List<Digest> junk(String artifactType) {
    Descriptor layer = search.attached.layer("text/plain", "junk");
    List<Digest> junk = new ArrayList<>();
    for (int i = 0; i < FLOOD; i++) {
      junk.add(search.attached.referrer(artifactType + i, layer));
    }
    return junk;
  }

  @Test
  void signatureIsFoundAmongFiveThousandReferrersOfOtherTypes() {
    junk("application/x-junk-");
    search.attached.referrer(BUNDLE, bundle("good"));
    Evidence evidence = search.find();
    assertThat(bundles(evidence)).containsExactly(Bytes.utf8("good"));
    assertThat(unusable(evidence.candidates().getLast()).code()).isEqualTo(Failure.Code.LIMIT);
    assertThat(search.registry.log().count(Operation.MANIFEST_GET))
        .isLessThanOrEqualTo(Limits.EVIDENCE_MANIFESTS);
  }

  @Test
  void fallbackIndexThatNamesNoTypesHidesNothing() {
    search.registry.referrersApi(false);
    Digest good = search.attached.referrer(BUNDLE, bundle("good"));
    Digest other = search.attached.referrer("application/x-junk", bundle("also"));
    search.attached.fallbackTag(MediaTypes.OCI_EMPTY, List.of(other, good));
    assertThat(bundles(search.find()))
        .containsExactlyInAnyOrder(Bytes.utf8("good"), Bytes.utf8("also"));
  }

  @Test
  void untypedEntriesComeBeforeThoseOfOtherTypes() {
    search.registry.referrersApi(false);
    Digest good = search.attached.referrer(BUNDLE, bundle("good"));
    List<Digest> all = junk("application/x-junk-");
    String entry = "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":1,\"artifactType\":\"%s\"}";
    StringBuilder entries = new StringBuilder();
    for (Digest digest : all) {
      entries.append(entry.formatted(MediaTypes.OCI_MANIFEST, digest, "a/b")).append(',');
    }
    entries.append(entry.formatted(MediaTypes.OCI_MANIFEST, good, MediaTypes.OCI_EMPTY));
    search.registry.manifest(
        PATH,
        search.subject.fallbackTag(),
        MediaTypes.OCI_INDEX,
        Bytes.utf8("{\"schemaVersion\":2,\"manifests\":[" + entries + "]}"));
    assertThat(bundles(search.find())).containsExactly(Bytes.utf8("good"));
  }

  @Test
  void evidenceForAnotherDigestIsUnusableAndHidesNothing() {
    search.registry.referrersApi(false);
    Digest other = Digest.sha256(Bytes.utf8("other image"));
    Digest foreign = search.attached.referrer(other, BUNDLE, bundle("foreign"));
    Digest good = search.attached.referrer(BUNDLE, bundle("good"));
    search.attached.fallbackTag(BUNDLE, List.of(foreign, good));
    Evidence evidence = search.find();
    assertThat(bundles(evidence)).containsExactly(Bytes.utf8("good"));
    Failure failure = unusable(evidence.candidates().getFirst());
    assertThat(failure.code()).isEqualTo(Failure.Code.SUBJECT_MISMATCH);
    assertThat(failure.found()).contains(other.toString());
  }

  @Test
  void evidenceWithoutASubjectIsUnusable() {
    search.registry.referrersApi(false);
    Digest bare = search.attached.cosignTag("elsewhere", bundle("b"));
    search.attached.fallbackTag(BUNDLE, List.of(bare));
    Failure failure = unusable(only(search.find()));
    assertThat(failure.code()).isEqualTo(Failure.Code.SUBJECT_MISMATCH);
    assertThat(failure.found()).contains("none");
  }

  @Test
  void layerWithOtherBytesIsUnusableAndHidesNothing() {
    Descriptor bad = bundle("bad");
    search.attached.referrer(BUNDLE, bad);
    search.attached.referrer(BUNDLE, bundle("good"));
    search.alter(
        request -> request.reference().equals(bad.digest().toString()),
        right -> right.withBody(Bytes.utf8("xxx")));
    Evidence evidence = search.find();
    assertThat(evidence.unavailable()).isEmpty();
    assertThat(bundles(evidence)).containsExactly(Bytes.utf8("good"));
    assertThat(evidence.candidates())
        .filteredOn(Candidate.Unusable.class::isInstance)
        .extracting(candidate -> unusable(candidate).code())
        .containsExactly(Failure.Code.MALFORMED);
  }

  /** Notary Project specification, signature manifest: exactly one layer, the envelope. */
  @Test
  void notationSignatureWithTwoLayersIsUnusable() {
    Descriptor envelope = search.attached.layer(MediaTypes.NOTATION_JWS, "{}");
    search.attached.referrer(MediaTypes.NOTATION_SIGNATURE, envelope, envelope);
    Failure failure = unusable(search.find().candidates().getFirst());
    assertThat(failure.code()).isEqualTo(Failure.Code.MALFORMED);
    assertThat(failure.message()).contains("exactly one layer");
  }

  @Test
  void layerOfAnotherSizeIsUnusable() {
    search.attached.referrer(BUNDLE, Attached.withSize(bundle("bundle"), 7));
    Failure failure = unusable(only(search.find()));
    assertThat(failure.code()).isEqualTo(Failure.Code.MALFORMED);
    assertThat(failure.sentence()).contains("7 bytes", "6 bytes");
  }

  @Test
  void layerLongerThanItSaysIsUnusable() {
    search.attached.referrer(BUNDLE, Attached.withSize(bundle("bundle"), 5));
    assertThat(unusable(only(search.find())).code()).isEqualTo(Failure.Code.LIMIT);
  }

  @Test
  void layerOverTheLimitOfItsTypeIsNotFetched() {
    Descriptor layer = search.attached.layer(MediaTypes.SIMPLE_SIGNING, "payload");
    search.attached.cosignTag("sig", Attached.withSize(layer, Limits.SIMPLE_SIGNING_BYTES + 1));
    assertThat(unusable(only(search.find())).code()).isEqualTo(Failure.Code.LIMIT);
    assertThat(search.registry.log().count(Operation.BLOB_GET)).isZero();
  }

  @Test
  void layersTogetherOverTheLimitAreNotFetched() {
    for (int i = 0; i < 5; i++) {
      Descriptor layer = bundle("bundle " + i);
      search.attached.referrer(
          BUNDLE, Attached.withSize(layer, EvidenceConfig.DEFAULT.largest() / 4));
    }
    Evidence evidence = search.find();
    assertThat(evidence.candidates())
        .filteredOn(candidate -> unusable(candidate).code() == Failure.Code.LIMIT)
        .hasSize(1);
    assertThat(search.registry.log().count(Operation.BLOB_GET)).isEqualTo(4);
  }

  /** However much is attached besides, the signatures are fetched. */
  @Test
  void floodOfLargeStatementsDoesNotDriveOutSignatures() {
    for (int i = 0; i < 20; i++) {
      Descriptor layer = bundle("large " + i);
      search.attached.referrer(BUNDLE, Attached.withSize(layer, EvidenceConfig.DEFAULT.largest()));
    }
    search.attached.referrer(BUNDLE, bundle("good"));
    assertThat(bundles(search.find())).containsExactly(Bytes.utf8("good"));
  }

  @Test
  void layerLargerThanTheConfigurationAllowsSaysWhichSettingThatIs() {
    search.attached.referrer(
        BUNDLE, Attached.withSize(bundle("x"), EvidenceConfig.DEFAULT.largest() + 1));
    Failure failure = unusable(only(search.find()));
    assertThat(failure.code()).isEqualTo(Failure.Code.LIMIT);
    assertThat(failure.sentence())
        .isEqualTo(
            "evidence is too large (evidence.largest in the configuration may allow more),"
                + " expected at most %d bytes, found %d bytes"
                    .formatted(
                        EvidenceConfig.DEFAULT.largest(), EvidenceConfig.DEFAULT.largest() + 1));
    assertThat(search.registry.log().count(Operation.BLOB_GET)).isZero();
  }

  @Test
  void whereOnlySignaturesMatterNothingLargeIsFetched() {
    search.wanted = new Wanted(false, false);
    search.attached.referrer(BUNDLE, Attached.withSize(bundle("x"), Limits.SIGNATURE_BYTES + 1));
    assertThat(unusable(only(search.find())).code()).isEqualTo(Failure.Code.LIMIT);
    assertThat(search.registry.log().count(Operation.BLOB_GET)).isZero();
  }

  @Test
  void missingLayerIsUnusableAndMissingManifestIsNothing() {
    Digest gone = Digest.sha256(Bytes.utf8("gone"));
    search.attached.cosignTag("sig", Descriptor.of(MediaTypes.SIMPLE_SIGNING, gone, 4));
    search.attached.fallbackTag(BUNDLE, List.of(gone));
    Failure failure = unusable(only(search.find()));
    assertThat(failure.code()).isEqualTo(Failure.Code.MALFORMED);
    assertThat(failure.message()).contains("lacks the layer");
  }

  @Test
  void manifestThatIsNoneIsUnusable() {
    search.registry.manifest(
        PATH,
        "sha256-" + search.subject.hex() + ".sig",
        MediaTypes.OCI_MANIFEST,
        Bytes.utf8("<html>"));
    assertThat(unusable(only(search.find())).code()).isEqualTo(Failure.Code.MALFORMED);
  }

  @Test
  void fallbackTagThatIsNoIndexIsUnusable() {
    search.registry.manifest(
        PATH, search.subject.fallbackTag(), MediaTypes.OCI_INDEX, Bytes.utf8("[]"));
    assertThat(unusable(only(search.find())).code()).isEqualTo(Failure.Code.MALFORMED);
  }

  @Test
  void oversizeManifestIsUnusable() {
    String padding = "x".repeat(Limits.EVIDENCE_MANIFEST_BYTES);
    search.attached.referrer(padding, bundle("b"));
    assertThat(only(search.find())).isInstanceOf(Candidate.Unusable.class);
    assertThat(unusable(only(search.find())).code()).isEqualTo(Failure.Code.LIMIT);
  }

  @Test
  void floodInOneSourceDoesNotDriveOutAnother() {
    Descriptor[] layers = new Descriptor[1000];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = search.attached.layer(MediaTypes.SIMPLE_SIGNING, "junk " + i);
    }
    search.attached.cosignTag("sig", layers);
    search.attached.cosignTag("att", search.attached.layer(MediaTypes.DSSE, "good"));
    Evidence evidence = search.find();
    assertThat(evidence.candidates()).hasSize(Limits.CANDIDATES);
    assertThat(evidence.candidates()).anyMatch(Candidate.Dsse.class::isInstance);
    assertThat(unusable(evidence.candidates().getLast()).code()).isEqualTo(Failure.Code.LIMIT);
  }

  @Test
  void sourceThatFailsIsNamedAndTheOthersCount() {
    search.attached.cosignTag("sig", search.attached.layer(MediaTypes.SIMPLE_SIGNING, "s"));
    search.alter(request -> request.operation() == Operation.REFERRERS, right -> Reply.of(503));
    Evidence evidence = search.find();
    assertThat(evidence.candidates()).hasSize(1);
    assertThat(evidence.unavailable())
        .containsExactly(
            new Unavailable(
                "referrers API of " + search.registry.name(),
                search.registry.name() + " answers 503"));
  }

  @Test
  void layerThatCannotBeHadIsUnavailableNotUnusable() {
    search.attached.referrer(BUNDLE, bundle("b"));
    search.alter(request -> request.operation() == Operation.BLOB_GET, right -> Reply.of(500));
    Evidence evidence = search.find();
    assertThat(evidence.candidates()).isEmpty();
    assertThat(evidence.unavailable())
        .extracting(Unavailable::source)
        .containsExactly("evidence in " + search.registry.name() + "/" + PATH);
  }

  @Test
  void silenceEndsWithTheBudget() {
    search.budget(Duration.ofSeconds(3));
    search.attached.cosignTag("sig", search.attached.layer(MediaTypes.SIMPLE_SIGNING, "s"));
    search.registry.misbehave(
        request ->
            request.operation() == Operation.REFERRERS
                ? Optional.of(new Misbehaviour.Hang())
                : Optional.empty());
    Evidence evidence = search.find();
    assertThat(evidence.candidates()).hasSize(1);
    assertThat(evidence.unavailable().getFirst().cause()).contains("within the 3000 ms");
  }

  @Test
  void lyingDigestHeaderOfATagIsUnavailable() {
    search.attached.cosignTag("sig", search.attached.layer(MediaTypes.SIMPLE_SIGNING, "s"));
    search.alter(
        request -> request.reference().endsWith(".sig"),
        right -> right.withHeader("Docker-Content-Digest", search.subject.toString()));
    assertThat(search.find().unavailable().getFirst().cause()).contains("Docker-Content-Digest");
  }
}
