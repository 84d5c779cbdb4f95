package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.OwnCase.NOW;
import static dev.portcullis.verify.sigstore.OwnCase.ROOT;
import static dev.portcullis.verify.sigstore.OwnCase.assertRefused;
import static dev.portcullis.verify.sigstore.OwnCase.assertVerified;
import static dev.portcullis.verify.sigstore.OwnCase.bundle;
import static dev.portcullis.verify.sigstore.OwnCase.layer;
import static dev.portcullis.verify.sigstore.OwnCase.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabOwner;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;

/** Signatures by certificates of an own authority (sigstore spec notes, 2.4, "BYO PKI"). */
class OwnedVerificationTest {
  private static final LabHolder LEAF = LabOwner.leaf().issuedBy(LabOwner.MIDDLE);
  private static final LabHolder DIRECT = LabOwner.leaf().issuedBy(LabOwner.ROOT);
  private static final Instant FROM = Instant.parse("2025-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-06-01T00:00:00Z");

  private static LabHolder expired() {
    return LabOwner.leaf().valid(FROM, TO).issuedBy(LabOwner.ROOT);
  }

  @Test
  void leafOfTheAnchorIsVerifiedWithoutAnyTime() {
    Voucher.Owned voucher = assertVerified(layer(DIRECT));
    assertThat(voucher.root()).isEqualTo("own");
    assertThat(voucher.names()).isEqualTo(LabOwner.SUBJECT);
    assertThat(voucher.path()).containsExactly(DIRECT.certificate(), LabOwner.ROOT.certificate());
    assertThat(assertVerified(layer(DIRECT), NOW, ROOT).signedAt()).isEmpty();
  }

  @Test
  void intermediateThatCameAlongCompletesThePath() {
    assertVerified(layer(LEAF, LabOwner.MIDDLE));
    assertVerified(layer(LEAF, LabOwner.MIDDLE, LabOwner.ROOT));
    assertVerified(bundle(LEAF, LabOwner.MIDDLE));
  }

  @Test
  void intermediateOfTheFileCompletesThePath() {
    assertVerified(layer(LEAF), NOW, LabOwner.root(LabOwner.MIDDLE, LabOwner.ROOT));
  }

  @Test
  void missingIntermediateIsRefused() {
    assertRefused(layer(LEAF), Code.UNTRUSTED_CERTIFICATE, "leads to no anchor of root own");
  }

  @Test
  void rootInABundleIsRefusedEvenIfItIsTheAnchor() {
    assertRefused(
        bundle(LEAF, LabOwner.MIDDLE, LabOwner.ROOT), Code.CHAIN_CONTAINS_ROOT, "root certificate");
  }

  @Test
  void rootThatCameAlongIsNoAnchor() {
    LabHolder root =
        LabCertificate.authority("O=acme,CN=own root", LabKey.p256("impostor"), 2).selfSigned();
    assertRefused(
        layer(LabOwner.leaf().issuedBy(root), root),
        Code.UNTRUSTED_CERTIFICATE,
        "leads to no anchor");
  }

  @Test
  void intermediatesThatCameAlongAreNothingToASigstoreInstance() {
    LabSigstore sigstore = LabSigstore.named("lab");
    LabHolder middle =
        LabCertificate.authority("CN=stray", LabKey.p256("stray"), 0).issuedBy(sigstore.fulcio());
    assertRefused(
        layer(LabOwner.leaf().issuedBy(middle), middle),
        Code.CERTIFICATE,
        "subject",
        NOW,
        sigstore.root("lab"));
  }

  @Test
  void leafThatIssuesIsNoAuthority() {
    LabHolder second = LabOwner.leaf(LabKey.p256("second")).issuedBy(DIRECT);
    assertRefused(layer(second, DIRECT), Code.CHAIN, "is not a certificate authority");
  }

  @Test
  void pathLengthBinds() {
    LabHolder third =
        LabCertificate.authority("O=acme,CN=third", LabKey.p256("third"), 0)
            .issuedBy(LabOwner.MIDDLE);
    assertRefused(
        layer(LabOwner.leaf().issuedBy(third), third, LabOwner.MIDDLE),
        Code.CHAIN,
        "must not be followed by 1 others");
  }

  @Test
  void authorityThatIsConstrainedToSomeNamesIsRefused() {
    NameConstraints names =
        new NameConstraints(
            new GeneralSubtree[] {
              new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, "dept.acme.io"))
            },
            null);
    LabHolder middle =
        LabCertificate.authority("O=acme,CN=dept", LabKey.p256("dept"), 0)
            .with(Extension.nameConstraints, false, names)
            .issuedBy(LabOwner.ROOT);
    assertRefused(
        layer(LabOwner.leaf().issuedBy(middle), middle), Code.CHAIN, "constrained to some names");
  }

  @Test
  void intermediateForAnotherPurposeIsRefused() {
    LabHolder middle =
        LabCertificate.authority("O=acme,CN=web", LabKey.p256("web"), 0)
            .purpose(false, KeyPurposeId.id_kp_serverAuth)
            .issuedBy(LabOwner.ROOT);
    assertRefused(
        layer(LabOwner.leaf().issuedBy(middle), middle), Code.CHAIN, "not for this purpose");
  }

  @Test
  void signatureByAnotherKeyIsRefused() {
    LabSignature signature = LabOwner.layer(IMAGE.digest(), DIRECT);
    assertRefused(
        signature.withSignature(LabKey.p256("other").sign(signature.payload())).candidate(),
        Code.SIGNATURE,
        "does not verify");
  }

  @Test
  void certificateThatIsNotValidNowIsRefused() {
    assertRefused(layer(expired()), Code.CERTIFICATE_TIME, "no timestamp proves when it signed");
    assertVerified(layer(expired()), TO, ROOT);
    assertRefused(layer(expired()), Code.CERTIFICATE_TIME, "not valid now", TO.plusNanos(1), ROOT);
    assertRefused(
        layer(expired()), Code.CERTIFICATE_TIME, "not valid now", FROM.minusNanos(1), ROOT);
  }

  @Test
  void authorityThatIsNotValidNowIsRefused() {
    LabHolder middle =
        LabCertificate.authority("O=acme,CN=old", LabKey.p256("old"), 0)
            .valid(FROM, TO)
            .issuedBy(LabOwner.ROOT);
    assertRefused(
        layer(LabOwner.leaf().issuedBy(middle), middle),
        Code.AUTHORITY_VALIDITY,
        "is not valid at");
  }

  @Test
  void timestampProvesThatAnExpiredCertificateWasValid() {
    LabSignature signature = LabOwner.layer(IMAGE.digest(), expired());
    SigstoreRoot root = LabOwner.stampedRoot(0, LabOwner.ROOT);
    assertThat(
            assertVerified(LabOwner.stamped(signature, LabNotary.SIGNED).candidate(), NOW, root)
                .signedAt())
        .containsExactly(LabNotary.SIGNED);
    assertRefused(
        LabOwner.stamped(signature, TO.plusSeconds(1)).candidate(),
        Code.CERTIFICATE_TIME,
        "signed outside the validity",
        NOW,
        root);
  }

  @Test
  void timestampOutsideOfValidityRefusesACertificateThatIsValidNow() {
    LabHolder young =
        LabOwner.leaf()
            .valid(Instant.parse("2026-05-01T00:00:00Z"), Instant.parse("2030-01-01T00:00:00Z"))
            .issuedBy(LabOwner.ROOT);
    assertRefused(
        LabOwner.stamped(LabOwner.layer(IMAGE.digest(), young), LabNotary.SIGNED).candidate(),
        Code.CERTIFICATE_TIME,
        "signed outside the validity",
        NOW,
        LabOwner.stampedRoot(0, LabOwner.ROOT));
  }

  @Test
  void timestampIsRequiredWhereItIsDemanded() {
    SigstoreRoot root = LabOwner.stampedRoot(1, LabOwner.ROOT);
    LabSignature signature = LabOwner.layer(IMAGE.digest(), DIRECT);
    assertRefused(signature.candidate(), Code.TIMESTAMP, "has no timestamp", NOW, root);
    assertVerified(LabOwner.stamped(signature, LabNotary.SIGNED).candidate(), NOW, root);
  }

  @Test
  void revocationIsAskedForOnceThePathHoldsAndItsAnswerIsHandedOn() {
    LabHolder leaf =
        LabOwner.leaf()
            .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp(LabNotary.OCSP))
            .issuedBy(LabOwner.ROOT);
    Findings unasked = verify(layer(leaf), RevocationAnswers.NONE, NOW, ROOT);
    RevocationQuestion question =
        new RevocationQuestion(leaf.certificate(), LabOwner.ROOT.certificate());
    assertThat(unasked.revocation()).containsExactly(question);
    assertThat(unasked.unavailable()).hasSize(1);
    assertThat(failure(unasked, RevocationMode.HARD).map(Failure::code))
        .contains(Code.REVOCATION_UNKNOWN);
    assertThat(failure(unasked, RevocationMode.SOFT)).isEmpty();
    RevocationAnswers revoked =
        new RevocationAnswers(
            Map.of(
                question.key(),
                new RevocationStatus.Revoked(
                    FROM, "keyCompromise", false, Optional.empty(), "OCSP x")));
    Findings told = verify(layer(leaf), revoked, NOW, ROOT);
    assertThat(told.unavailable()).isEmpty();
    assertThat(failure(told, RevocationMode.HARD).map(Failure::code)).contains(Code.REVOKED);
    assertThat(failure(told, RevocationMode.SOFT).map(Failure::code)).contains(Code.REVOKED);
    assertThat(failure(told, RevocationMode.OFF)).isEmpty();
    SigstoreRoot off = ROOT.withRevocation(RevocationMode.OFF);
    Findings silent = verify(layer(leaf), RevocationAnswers.NONE, NOW, off);
    assertThat(silent.revocation()).isEmpty();
    assertThat(silent.unavailable()).isEmpty();
  }

  private static Optional<Failure> failure(Findings findings, RevocationMode mode) {
    return OwnRevocation.failure(
        (Voucher.Owned) findings.verified().getFirst().voucher(), mode, NOW);
  }

  @Test
  void strangersAreNotAskedAbout() {
    LabHolder stranger =
        LabOwner.leaf()
            .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp(LabNotary.OCSP))
            .issuedBy(LabOwner.MIDDLE);
    assertRefused(layer(stranger), Code.UNTRUSTED_CERTIFICATE, "leads to no anchor");
  }

  @Test
  void loopsOfIntermediatesEndTheSearch() {
    LabKey a = LabKey.p256("loop-a");
    LabKey b = LabKey.p256("loop-b");
    LabHolder b0 = LabCertificate.authority("CN=b", b, 9).selfSigned();
    LabHolder one = LabCertificate.authority("CN=a", a, 9).issuedBy(b0);
    LabHolder two = LabCertificate.authority("CN=b", b, 9).issuedBy(one);
    assertRefused(
        layer(LabOwner.leaf().issuedBy(one), one, two),
        Code.UNTRUSTED_CERTIFICATE,
        "leads to no anchor");
  }

  @Test
  void filesThatAreNoRootAreRefused() {
    assertThat(complaint(LabOwner.MIDDLE)).contains("no certificate is self-signed");
    assertThat(complaint(LabOwner.ROOT, LabNotary.MIDDLE)).contains("leads to no self-signed");
    assertThat(complaint(LabOwner.leaf().selfSigned())).contains("not a certificate authority");
    assertThat(complaint(LabOwner.ROOT, DIRECT)).contains("is not a certificate authority");
    assertThatThrownBy(() -> OwnRoot.parse("own", Bytes.utf8("nothing"), Optional.empty(), 0))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("no PEM certificate");
    assertThatThrownBy(
            () ->
                OwnRoot.parse(
                    "own",
                    Bytes.utf8(LabOwner.pem(LabOwner.ROOT)),
                    Optional.of(Bytes.utf8(LabOwner.pem(DIRECT))),
                    1))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("time-stamping");
  }

  private static String complaint(LabHolder... holders) {
    try {
      OwnRoot.parse("own", Bytes.utf8(LabOwner.pem(holders)), Optional.empty(), 0);
      return "";
    } catch (MalformedException e) {
      return e.getMessage();
    }
  }

  @Test
  void anotherRootHasAnotherRevision() {
    assertThat(
            List.of(
                ROOT.revision(),
                LabOwner.root(LabOwner.ROOT, LabOwner.MIDDLE).revision(),
                LabOwner.stampedRoot(0, LabOwner.ROOT).revision(),
                LabOwner.stampedRoot(1, LabOwner.ROOT).revision(),
                ROOT.withRevocation(RevocationMode.OFF).revision()))
        .doesNotHaveDuplicates();
  }
}
