package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.notation.NotationOptions;
import dev.portcullis.verify.notation.NotationTrust;
import dev.portcullis.verify.notation.TrustStore;
import dev.portcullis.verify.notation.TrustStoreName;
import dev.portcullis.verify.x509.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * A Notary Project signer with its authorities: a chain of three and a timestamping authority of
 * three. Certificates name neither responder nor list unless {@link #revocableLeaf} is used.
 */
public final class LabNotary {
  /** The default signing time of {@link LabNotation}, within every validity here. */
  public static final Instant SIGNED = Instant.parse("2026-03-01T12:00:00Z");

  public static final String OCSP = "http://ocsp.acme.test";
  public static final String CRL = "http://crl.acme.test/ca.crl";

  public static final LabHolder ROOT =
      LabCertificate.authority("C=US,ST=WA,O=acme,CN=root", LabKey.p256("notary-root"), 1)
          .selfSigned();
  public static final LabHolder MIDDLE =
      LabCertificate.authority("C=US,ST=WA,O=acme,CN=middle", LabKey.p256("notary-middle"), 0)
          .issuedBy(ROOT);
  public static final LabHolder LEAF = leaf().issuedBy(MIDDLE);

  public static final LabHolder TSA_ROOT =
      LabCertificate.authority("O=time,CN=root", LabKey.p256("tsa-root"), 1).selfSigned();
  public static final LabHolder TSA_MIDDLE =
      LabCertificate.authority("O=time,CN=middle", LabKey.p256("tsa-middle"), 0).issuedBy(TSA_ROOT);
  public static final LabHolder TSA = tsa().issuedBy(TSA_MIDDLE);

  private LabNotary() {}

  /** A leaf in the making. */
  public static LabCertificate leaf() {
    return leaf(LabKey.p256("notary-leaf"));
  }

  /** A leaf in the making, for any key. */
  public static LabCertificate leaf(LabKey key) {
    return LabCertificate.of("C=US,ST=WA,O=acme,OU=release,CN=signer", key)
        .usage(KeyUsage.digitalSignature)
        .purpose(false, KeyPurposeId.id_kp_codeSigning);
  }

  /** A leaf that names a responder and a revocation list. */
  public static LabCertificate revocableLeaf() {
    return leaf()
        .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp(OCSP))
        .with(Extension.cRLDistributionPoints, false, LabRevocable.mirrors(CRL));
  }

  /** The signer of a timestamping authority in the making. */
  public static LabCertificate tsa() {
    return tsa(LabKey.p256("tsa-signer"));
  }

  /** The signer of a timestamping authority in the making, for any key. */
  public static LabCertificate tsa(LabKey key) {
    return LabCertificate.of("O=time,CN=signer", key)
        .usage(KeyUsage.digitalSignature)
        .purpose(true, KeyPurposeId.id_kp_timeStamping);
  }

  /** A signer of {@code subject} whose chain goes through {@link #MIDDLE} to {@link #ROOT}. */
  public static LabNotation signer(String mediaType, LabHolder leaf, Subject subject) {
    return signer(mediaType, subject, leaf, MIDDLE, ROOT);
  }

  /** A signer of {@code subject} with any chain, leaf first. */
  public static LabNotation signer(String mediaType, Subject subject, LabHolder... chain) {
    return LabNotation.of(mediaType, chain[0].key(), ders(chain), target(subject, Map.of()));
  }

  /** The descriptor of {@code subject}. */
  public static Descriptor target(Subject subject, Map<String, String> annotations) {
    return new Descriptor(
        subject.mediaType(),
        subject.digest(),
        subject.size(),
        Optional.empty(),
        annotations,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  /** The certificates in DER. */
  public static List<Bytes> ders(LabHolder... holders) {
    return Arrays.stream(holders).map(holder -> holder.certificate().der()).toList();
  }

  /** A timestamp over {@code signature} by {@link #TSA}, with its whole chain. */
  public static LabTimestamp timestamp(Bytes signature, Instant time) {
    return LabTimestamp.of(TSA, signature, time).embed(TSA).embed(TSA_MIDDLE).embed(TSA_ROOT);
  }

  /** The envelope as evidence. */
  public static Candidate.Notation candidate(LabNotation signer) {
    return new Candidate.Notation(
        new Origin(Origin.Source.REFERRERS, Optional.empty(), 0),
        signer.mediaType(),
        signer.sign());
  }

  /** The referrer of {@code subject} that holds an envelope, as notation writes it. */
  public static LabArtifact referrer(LabArtifact subject, LabNotation signer) {
    Bytes config = Bytes.utf8("{}");
    Bytes envelope = signer.sign();
    return LabArtifact.of(
        LabJson.object(
            "schemaVersion",
            2,
            "mediaType",
            MediaTypes.OCI_MANIFEST,
            "config",
            LabArtifact.descriptor(MediaTypes.NOTATION_SIGNATURE, config),
            "layers",
            List.of(LabArtifact.descriptor(signer.mediaType(), envelope)),
            "subject",
            LabArtifact.descriptor(subject.manifest().mediaType(), subject.manifest().raw())),
        MediaTypes.OCI_MANIFEST,
        config,
        envelope);
  }

  /** A trust store. */
  public static TrustStore store(String name, LabHolder... holders) {
    List<Certificate> certificates = new ArrayList<>();
    for (LabHolder holder : holders) {
      certificates.add(holder.certificate());
    }
    try {
      return TrustStore.of(TrustStoreName.parse(name), certificates);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Trust in {@code ca:acme} with {@link #ROOT} and {@code tsa:time} with {@link #TSA_ROOT}. */
  public static NotationTrust trust() {
    return new NotationTrust(
        List.of(store("ca:acme", ROOT), store("tsa:time", TSA_ROOT)), NotationOptions.STRICT);
  }
}
