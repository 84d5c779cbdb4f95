package dev.portcullis.proxy.realtools;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Images with signatures of the lab, by name: each signature is right, or wrong in exactly one way.
 * The names are those of the table {@code notation-differential.txt}.
 */
final class NotarySamples {
  /** A chain whose leaf has ended ended here. */
  static final Instant ENDED = Instant.parse("2026-06-01T00:00:00Z");

  static final LabHolder OTHER_ROOT =
      LabCertificate.authority("C=US,ST=WA,O=acme,CN=other", LabKey.p256("notary-other"), 1)
          .selfSigned();
  static final LabHolder ALONE = LabNotary.leaf(LabKey.p256("notary-alone")).selfSigned();

  private final Map<String, Function<Subject, List<LabNotation>>> samples = new LinkedHashMap<>();
  private final Instant now;

  NotarySamples(RevocationSite site, Instant now) {
    this.now = now;
    samples.put("unsigned", subject -> List.of());
    envelopes();
    chains();
    subjects();
    samples.putAll(TimestampSamples.all());
    samples.putAll(new RevocationSamples(site, now).all());
  }

  /** The image of a name, which has its signatures from {@link #signatures}. */
  static LabArtifact image(String name) {
    return LabArtifact.image("sample " + name);
  }

  /** The signatures of the image of a name. */
  List<LabNotation> signatures(String name, Subject subject) {
    Function<Subject, List<LabNotation>> sample = samples.get(name);
    if (sample == null) {
      throw new IllegalArgumentException("no sample '" + name + "'");
    }
    return sample.apply(subject);
  }

  /** A signature in JWS by {@link LabNotary#LEAF}. */
  static LabNotation jws(Subject subject) {
    return LabNotary.signer(MediaTypes.NOTATION_JWS, LabNotary.LEAF, subject);
  }

  /** A signature in COSE by {@link LabNotary#LEAF}. */
  static LabNotation cose(Subject subject) {
    return LabNotary.signer(MediaTypes.NOTATION_COSE, LabNotary.LEAF, subject);
  }

  /** A signature in JWS by any chain, leaf first. */
  static Function<Subject, List<LabNotation>> by(LabHolder... chain) {
    return subject -> List.of(LabNotary.signer(MediaTypes.NOTATION_JWS, subject, chain));
  }

  /** A signature in JWS by a leaf of the usual authority. */
  static Function<Subject, List<LabNotation>> by(LabCertificate leaf) {
    return by(leaf.issuedBy(LabNotary.MIDDLE), LabNotary.MIDDLE, LabNotary.ROOT);
  }

  /** A sample in either format, under its name and under its name with {@code -cose}. */
  private void both(String name, UnaryOperator<LabNotation> change) {
    samples.put(name, subject -> List.of(change.apply(jws(subject))));
    samples.put(name + "-cose", subject -> List.of(change.apply(cose(subject))));
  }

  private void one(String name, Function<Subject, LabNotation> sample) {
    samples.put(name, subject -> List.of(sample.apply(subject)));
  }

  private void envelopes() {
    both("good", signer -> signer);
    both("expired", signer -> signer.expiry(ENDED));
    both("expires-later", signer -> signer.expiry(now.plus(Duration.ofDays(1))));
    both("damaged", signer -> signer.editingSignature(NotarySamples::damaged));
    both("authority", signer -> signer.signingAuthority(LabNotary.SIGNED));
    both("unknown-critical", signer -> signer.critical("acme.release", "yes"));
    both("unknown-attribute", signer -> signer.signed("acme.release", "yes"));
    both("plugin", signer -> signer.critical(LabNotation.PLUGIN, "acme"));
    both("expiry-not-critical", signer -> signer.signed(LabNotation.EXPIRY, LabNotary.SIGNED));
    both("scheme-unknown", signer -> signer.signed(LabNotation.SIGNING_SCHEME, "acme"));
    both("content-type-other", signer -> signer.payload("[]"));
    one("authority-early", subject -> jws(subject).signingAuthority(Instant.EPOCH));
    one("unknown-member", subject -> jws(subject).editingEnvelope(NotarySamples::withMember));
    one("user-metadata", subject -> withMetadata(subject, "acme.build", "7"));
    one("x5chain-protected", subject -> cose(subject).signed(33, List.of(Bytes.utf8("none"))));
    samples.put(
        "damaged-and-good",
        subject -> List.of(jws(subject).editingSignature(NotarySamples::damaged), cose(subject)));
    LabKey rsa = LabKey.rsa("notary-salt");
    one("salt-other", subject -> signer(rsa, subject).signingWith(input -> rsa.signPss(input, 20)));
    one("rsa-2048", subject -> signer(rsa, subject));
    one("rsa-3072", subject -> signer(LabKey.rsa("notary-3072", 3072, 65537), subject));
    one("rsa-4096", subject -> signer(LabKey.rsa("notary-4096", 4096, 65537), subject));
    one("p384", subject -> signer(LabKey.p384("notary-384"), subject));
    one("p521", subject -> signer(LabKey.p521("notary-521"), subject));
    one("rsa-2056", subject -> signer(LabKey.rsa("notary-2056", 2056, 65537), subject));
  }

  private static LabNotation signer(LabKey key, Subject subject) {
    LabHolder leaf = LabNotary.leaf(key).issuedBy(LabNotary.MIDDLE);
    return LabNotary.signer(MediaTypes.NOTATION_JWS, leaf, subject);
  }

  private static LabNotation withMetadata(Subject subject, String name, String value) {
    return LabNotation.jws(
        LabNotary.LEAF.key(),
        LabNotary.ders(LabNotary.LEAF, LabNotary.MIDDLE, LabNotary.ROOT),
        LabNotary.target(subject, Map.of(name, value)));
  }

  private static Bytes damaged(Bytes signature) {
    byte[] bytes = signature.toByteArray();
    bytes[10] ^= 1;
    return Bytes.wrap(bytes);
  }

  private static Bytes withMember(Bytes envelope) {
    return Bytes.utf8(envelope.toUtf8().replaceFirst("\\{", "{\"acme\":1,"));
  }

  private void chains() {
    samples.put("alone", by(ALONE));
    samples.put(
        "stranger",
        by(LabNotary.leaf(LabKey.p256("notary-stranger")).issuedBy(OTHER_ROOT), OTHER_ROOT));
    LabHolder ended =
        LabNotary.leaf()
            .valid(Instant.parse("2026-01-01T00:00:00Z"), ENDED)
            .issuedBy(LabNotary.MIDDLE);
    samples.put("ended", by(ended, LabNotary.MIDDLE, LabNotary.ROOT));
    samples.put(
        "ended-authority",
        subject ->
            List.of(
                LabNotary.signer(MediaTypes.NOTATION_JWS, ended, subject)
                    .signingAuthority(LabNotary.SIGNED)));
    samples.put(
        "future",
        by(LabNotary.leaf().valid(now.plus(Duration.ofDays(9)), now.plus(Duration.ofDays(99)))));
    samples.put("eku-any", by(LabNotary.leaf().purpose(false, KeyPurposeId.anyExtendedKeyUsage)));
    samples.put("eku-ocsp", by(LabNotary.leaf().purpose(false, KeyPurposeId.id_kp_OCSPSigning)));
    samples.put("eku-server", by(LabNotary.leaf().purpose(false, KeyPurposeId.id_kp_serverAuth)));
    samples.put("eku-none", by(LabNotary.leaf().without(Extension.extendedKeyUsage)));
    samples.put(
        "ku-not-critical", by(LabNotary.leaf().with(Extension.keyUsage, false, new KeyUsage(128))));
    samples.put("ku-repudiation", by(LabNotary.leaf().usage(128 | KeyUsage.nonRepudiation)));
    samples.put("ku-agreement", by(LabNotary.leaf().usage(128 | KeyUsage.keyAgreement)));
    LabHolder lax =
        LabCertificate.authority("C=US,ST=WA,O=acme,CN=lax", LabKey.p256("notary-lax"), 0)
            .with(Extension.basicConstraints, false, new BasicConstraints(0))
            .issuedBy(LabNotary.ROOT);
    samples.put("ca-not-critical", by(LabNotary.leaf().issuedBy(lax), lax, LabNotary.ROOT));
    samples.put("no-root", by(LabNotary.LEAF, LabNotary.MIDDLE));
    samples.put("disordered", by(LabNotary.LEAF, LabNotary.ROOT, LabNotary.MIDDLE));
  }

  private void subjects() {
    samples.put("two-units", by(named("C=US,ST=WA,O=acme,OU=one,OU=two,CN=units")));
    samples.put("no-state", by(named("C=US,O=acme,CN=stateless")));
    samples.put("multi-valued", by(named("C=US,ST=WA,O=acme,OU=one+CN=both")));
    samples.put("with-comma", by(named("C=US,ST=WA,O=acme\\, Inc,CN=comma")));
  }

  private static LabCertificate named(String subject) {
    return LabCertificate.of(subject, LabKey.p256("notary-named")).usage(KeyUsage.digitalSignature);
  }
}
