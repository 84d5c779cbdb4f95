package dev.portcullis.verify.notation;

import static dev.portcullis.verify.notation.NotationFixture.SUBJECT;
import static dev.portcullis.verify.notation.NotationFixture.established;
import static dev.portcullis.verify.notation.NotationFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.x509.RevocationAnswers;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Integrity: signature, algorithm, chain, critical attributes and subject, in both formats. */
@ParameterizedClass
@ValueSource(strings = {MediaTypes.NOTATION_JWS, MediaTypes.NOTATION_COSE})
class NotationVerifierTest {
  @Parameter String format = "";

  private LabNotation signer() {
    return signer(LabNotary.LEAF);
  }

  private LabNotation signer(LabHolder leaf) {
    return LabNotary.signer(format, leaf, SUBJECT);
  }

  @Test
  void goodSignatureIsEstablished() {
    NotationOutcome outcome = established(signer());
    assertThat(outcome.subject()).isEqualTo(SUBJECT.digest());
    assertThat(outcome.scheme()).isEqualTo(SigningScheme.X509);
    assertThat(outcome.stores()).containsExactly(new TrustStoreName(TrustStoreType.CA, "acme"));
    assertThat(outcome.signer().toString()).isEqualTo("CN=signer,OU=release,O=acme,ST=WA,C=US");
    assertThat(outcome.signingTime()).isEqualTo(LabNotary.SIGNED);
    assertThat(outcome.leaf()).isEqualTo(LabNotary.LEAF.certificate());
    assertThat(outcome.timestamp()).isEqualTo(new TimestampFact.None());
    assertThat(outcome.annotations()).isEmpty();
  }

  @Test
  void chainThatDoesNotFitTheProfileIsRefused() {
    refused(
        signer(LabNotary.leaf().without(Extension.keyUsage).issuedBy(LabNotary.MIDDLE)),
        Code.CHAIN,
        "certificate 1 of 3 (CN=signer,OU=release,O=acme,ST=WA,C=US) has no key usage");
  }

  @Test
  void certificateThatIsNoneIsRefused() {
    Object label = format.equals(MediaTypes.NOTATION_JWS) ? "x5c" : (Object) 33;
    refused(
        signer()
            .unprotected(
                label, List.of(LabNotary.LEAF.certificate().der(), Bytes.utf8("nonsense"))),
        Code.CHAIN,
        "certificate 2 of 2: not an X.509 certificate");
  }

  /** Section 9, row "unknown critical attr, no plugin"; notation lets it pass. */
  @Test
  void unknownCriticalAttributeIsRefused() {
    refused(
        signer().critical("acme.release", "yes"),
        Code.CRITICAL,
        "critical attribute 'acme.release' is not understood");
  }

  @Test
  void unknownAttributeThatIsNotCriticalIsIgnored() {
    established(signer().signed("acme.release", "yes"));
  }

  @Test
  void demandedPluginIsRefused() {
    refused(
        signer().critical(LabNotation.PLUGIN, "acme-plugin"),
        Code.CRITICAL,
        "demands verification plugin 'acme-plugin', which is not supported");
  }

  /** Section 9, row "plugin sees attributes": there is none to see them, AWS Signer included. */
  @Test
  void awsSignerIsNotUnderstoodUnlessTheOperatorSaysSo() {
    refused(
        signer()
            .signingAuthority(LabNotary.SIGNED)
            .critical(LabNotation.PLUGIN, AwsSigner.PLUGIN)
            .critical("com.amazonaws.signer.signingProfileVersion", "arn")
            .critical("com.amazonaws.signer.signingJob", "arn"),
        Code.CRITICAL,
        "demands verification plugin 'com.amazonaws.signer.notation.plugin'");
  }

  /** CVE-2023-33959, GHSA-xhg5-42rf-296r: what counts is the bytes that would be served. */
  @Test
  void cve202333959SignatureOfAnotherArtifactIsRefused() {
    refused(
        LabNotary.signer(
            format, LabNotary.LEAF, LabArtifact.image("other").in("registry.acme.io/app")),
        Code.SUBJECT_MISMATCH,
        "the signed digest is another");
  }

  private LabNotation payload(String mediaType, String digest, String size) {
    return signer()
        .payload(
            "{\"targetArtifact\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%s}}"
                .formatted(mediaType, digest, size));
  }

  @Test
  void otherSizeIsRefused() {
    refused(
        payload(
            SUBJECT.mediaType(), SUBJECT.digest().toString(), Long.toString(SUBJECT.size() + 1)),
        Code.SUBJECT_MISMATCH,
        "the signed size is another");
  }

  /** GHSA-qq97-vm5h-rrhg, GHSA-5j5w-g665-5m35: a manifest is not an index. */
  @Test
  void ghsaQq97OtherMediaTypeIsRefused() {
    refused(
        payload(MediaTypes.OCI_INDEX, SUBJECT.digest().toString(), Long.toString(SUBJECT.size())),
        Code.SUBJECT_MISMATCH,
        "the signed media type is another");
  }

  /** CVE-2024-3727, GHSA-6wvf-f2vw-3425: a digest is nothing but a digest. */
  @Test
  void cve20243727DigestWithAPathIsRefused() {
    refused(
        payload(SUBJECT.mediaType(), "sha256:../../etc/passwd", "1"),
        Code.MALFORMED,
        "is not a digest");
  }

  @Test
  void sameBytesBySha512AreTheSubject() {
    established(
        payload(
            SUBJECT.mediaType(),
            Digest.of(Digest.Algorithm.SHA512, SUBJECT.content()).toString(),
            Long.toString(SUBJECT.size())));
  }

  @Test
  void malformedPayloadIsRefused() {
    refused(signer().payload("[]"), Code.MALFORMED, "JSON is not an object");
    refused(signer().payload("{}"), Code.MALFORMED, "'targetArtifact' is missing");
    refused(
        signer().payload("{\"TargetArtifact\":{}}"),
        Code.MALFORMED,
        "differs from 'targetArtifact'");
    refused(
        payload(SUBJECT.mediaType(), SUBJECT.digest().toString(), "-1"),
        Code.MALFORMED,
        "'targetArtifact.size' is not a size");
    refused(
        payload(SUBJECT.mediaType(), SUBJECT.digest().toString(), "1.0"),
        Code.MALFORMED,
        "'targetArtifact.size' is not a size");
    refused(
        payload(
            SUBJECT.mediaType() + "\",\"mediaType\":\"text/plain",
            SUBJECT.digest().toString(),
            "1"),
        Code.MALFORMED,
        "not valid JSON");
  }

  @Test
  void userMetadataIsWithoutReservedAnnotations() {
    NotationOutcome outcome =
        established(
            LabNotation.of(
                format,
                LabNotary.LEAF.key(),
                LabNotary.ders(LabNotary.LEAF, LabNotary.MIDDLE, LabNotary.ROOT),
                LabNotary.target(SUBJECT, Map.of("build", "7", "io.cncf.notary.reserved", "x"))));
    assertThat(outcome.annotations()).isEqualTo(Map.of("build", "7"));
  }

  @Test
  void storeMayHoldAnyCertificateOfTheChain() {
    for (LabHolder anchor : List.of(LabNotary.MIDDLE, LabNotary.ROOT)) {
      NotationTrust trust =
          new NotationTrust(List.of(LabNotary.store("ca:anchor", anchor)), NotationOptions.STRICT);
      assertThat(established(signer(), trust, RevocationAnswers.NONE).stores())
          .containsExactly(new TrustStoreName(TrustStoreType.CA, "anchor"));
    }
  }

  @Test
  void selfSignedLeafInAStoreIsItsOwnAnchor() {
    LabHolder leaf = LabNotary.leaf().selfSigned();
    NotationTrust trust =
        new NotationTrust(List.of(LabNotary.store("ca:self", leaf)), NotationOptions.STRICT);
    assertThat(
            established(LabNotary.signer(format, SUBJECT, leaf), trust, RevocationAnswers.NONE)
                .stores())
        .hasSize(1);
  }

  /** 2.4: otherwise a normal user could claim an authentic time. */
  @Test
  void storeOfTheOtherTypeDoesNotVouch() {
    assertThat(established(signer().signingAuthority(LabNotary.SIGNED)).stores()).isEmpty();
    NotationTrust authorities =
        new NotationTrust(
            List.of(LabNotary.store("signingAuthority:acme", LabNotary.ROOT)),
            NotationOptions.STRICT);
    assertThat(established(signer(), authorities, RevocationAnswers.NONE).stores()).isEmpty();
    assertThat(
            established(
                    signer().signingAuthority(LabNotary.SIGNED),
                    authorities,
                    RevocationAnswers.NONE)
                .stores())
        .containsExactly(new TrustStoreName(TrustStoreType.SIGNING_AUTHORITY, "acme"));
  }

  @Test
  void certificateOfTheSameNameAndKeyButOtherBytesIsNoAnchor() {
    LabHolder reissued =
        LabCertificate.authority("C=US,ST=WA,O=acme,CN=root", LabKey.p256("notary-root"), 1)
            .serialNumber(BigInteger.TEN)
            .selfSigned();
    NotationTrust trust =
        new NotationTrust(List.of(LabNotary.store("ca:acme", reissued)), NotationOptions.STRICT);
    assertThat(established(signer(), trust, RevocationAnswers.NONE).stores()).isEmpty();
  }

  /** CVE-2023-33957, GHSA-9m3v-v4r5-ppx7; CVE-2023-33958, GHSA-rvrx-rrwh-r9p6. */
  @Test
  void cve202333957StrangersAreBoundedAndDoNotPushOutTheTrusted() {
    LabHolder stranger = LabNotary.leaf(LabKey.p256("stranger")).selfSigned();
    NotationVerifier verifier =
        new NotationVerifier(SUBJECT, LabNotary.trust(), RevocationAnswers.NONE);
    LabNotation signer = LabNotary.signer(format, SUBJECT, stranger);
    for (int i = 0; i < Limits.NOTATION_STRANGERS; i++) {
      assertThat(verifier.establish(LabNotary.candidate(signer), new Trail())).isPresent();
    }
    Trail trail = new Trail();
    assertThat(verifier.establish(LabNotary.candidate(signer), trail)).isEmpty();
    assertThat(((Check.Failed) trail.checks().getLast()).failure().code()).isEqualTo(Code.LIMIT);
    assertThat(verifier.establish(LabNotary.candidate(signer()), new Trail())).isPresent();
  }

  @Test
  void strangersToTheSubjectCostNothing() {
    NotationVerifier verifier =
        new NotationVerifier(SUBJECT, LabNotary.trust(), RevocationAnswers.NONE);
    LabHolder stranger = LabNotary.leaf(LabKey.p256("stranger")).selfSigned();
    LabNotation elsewhere =
        LabNotary.signer(format, LabArtifact.image("other").in("registry.acme.io/app"), stranger);
    for (int i = 0; i < 2 * Limits.NOTATION_STRANGERS; i++) {
      assertThat(verifier.establish(LabNotary.candidate(elsewhere), new Trail())).isEmpty();
    }
    assertThat(
            verifier.establish(
                LabNotary.candidate(LabNotary.signer(format, SUBJECT, stranger)), new Trail()))
        .isPresent();
  }

  @Test
  void trailTellsEveryCheck() {
    Trail trail = new Trail();
    NotationVerifier verifier =
        new NotationVerifier(SUBJECT, LabNotary.trust(), RevocationAnswers.NONE);
    Optional<NotationOutcome> outcome = verifier.establish(LabNotary.candidate(signer()), trail);
    assertThat(verifier.judgeForAnySigner(outcome.orElseThrow(), LabNotary.SIGNED, trail).passed())
        .isTrue();
    assertThat(trail.checks().stream().map(Check::step))
        .containsExactly(
            Check.Step.FORMAT,
            Check.Step.SUBJECT,
            Check.Step.SIGNATURE,
            Check.Step.CERTIFICATE,
            Check.Step.AUTHENTICITY,
            Check.Step.EXPIRY,
            Check.Step.TIMESTAMP,
            Check.Step.REVOCATION);
    assertThat(trail.checks()).allMatch(check -> check instanceof Check.Passed);
  }
}
