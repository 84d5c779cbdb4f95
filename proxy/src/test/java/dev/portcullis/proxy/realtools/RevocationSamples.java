package dev.portcullis.proxy.realtools;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabCrl;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.lab.LabOcsp;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.lab.LabTimestamp;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** The part of {@link NotarySamples} whose certificates name responders and revocation lists. */
final class RevocationSamples {
  private final Map<String, Function<Subject, List<LabNotation>>> all = new LinkedHashMap<>();
  private final RevocationSite site;
  private final Instant now;
  private final Instant since;

  RevocationSamples(RevocationSite site, Instant now) {
    this.site = site;
    this.now = now;
    this.since = now.minus(Duration.ofDays(10));
  }

  Map<String, Function<Subject, List<LabNotation>>> all() {
    responders();
    lists();
    delegates();
    timestamps();
    return all;
  }

  private void responders() {
    ocsp("ocsp-good", LabOcsp::der);
    ocsp("ocsp-revoked", response -> response.revoked(since, 1).der());
    ocsp("ocsp-unknown", response -> response.unknown().der());
    ocsp("ocsp-other-serial", response -> response.about(BigInteger.TEN).der());
    ocsp("ocsp-other-issuer", response -> response.ofIssuer(NotarySamples.OTHER_ROOT).der());
    ocsp("ocsp-issuer-embedded", response -> response.embedding(LabNotary.MIDDLE).der());
    ocsp("ocsp-no-end", response -> response.times(now, Optional.empty()).der());
    ocsp("ocsp-old", response -> response.times(since, Optional.of(since.plusSeconds(60))).der());
    ocsp("ocsp-forged", response -> response.signedWith(LabKey.p256("forger")).der());
    all.put("ocsp-dead", NotarySamples.by(leaf("ocsp-dead", Extension.authorityInfoAccess)));
    LabHolder leaf =
        leaf("ocsp-dead-list-good", Extension.authorityInfoAccess)
            .with(
                Extension.cRLDistributionPoints,
                false,
                LabRevocable.mirrors(site.url("ocsp-dead-list-good-crl")))
            .issuedBy(LabNotary.MIDDLE);
    site.serve("ocsp-dead-list-good-crl", LabCrl.of(LabNotary.MIDDLE, now).der());
    signed("ocsp-dead-list-good", leaf);
    all.put(
        "stranger-ocsp",
        NotarySamples.by(
            leaf("stranger-ocsp", Extension.authorityInfoAccess).issuedBy(NotarySamples.OTHER_ROOT),
            NotarySamples.OTHER_ROOT));
  }

  private void lists() {
    list("list-good", leaf -> LabCrl.of(LabNotary.MIDDLE, now).der());
    list("list-revoked", leaf -> LabCrl.of(LabNotary.MIDDLE, now).revoking(serial(leaf), 1).der());
    list("list-hold", leaf -> LabCrl.of(LabNotary.MIDDLE, now).revoking(serial(leaf), 6).der());
    list("list-forged", leaf -> LabCrl.named(LabNotary.MIDDLE, LabNotary.ROOT, now).der());
    list(
        "list-no-end", leaf -> LabCrl.of(LabNotary.MIDDLE, now).nextUpdate(Optional.empty()).der());
    list(
        "list-old",
        leaf ->
            LabCrl.of(LabNotary.MIDDLE, now, since)
                .nextUpdate(Optional.of(since.plusSeconds(9)))
                .der());
    list(
        "list-other-shard",
        leaf -> LabCrl.of(LabNotary.MIDDLE, now).at("http://crl.acme.test/other").der());
    all.put("list-dead", NotarySamples.by(leaf("list-dead", Extension.cRLDistributionPoints)));
    LabHolder mirrored =
        LabNotary.leaf()
            .serialNumber(serial("mirrored"))
            .with(
                Extension.cRLDistributionPoints,
                false,
                LabRevocable.mirrors(site.url("mirror-good"), site.url("mirror-dead")))
            .issuedBy(LabNotary.MIDDLE);
    site.serve("mirror-good", LabCrl.of(LabNotary.MIDDLE, now).der());
    signed("list-mirror-dead", mirrored);
    LabHolder twice =
        LabNotary.leaf()
            .serialNumber(serial("twice"))
            .with(
                Extension.cRLDistributionPoints,
                false,
                LabRevocable.lists(site.url("mirror-good"), site.url("mirror-dead")))
            .issuedBy(LabNotary.MIDDLE);
    signed("list-point-dead", twice);
  }

  private void delegates() {
    delegate("delegate", delegate(KeyPurposeId.id_kp_OCSPSigning).issuedBy(LabNotary.MIDDLE));
    delegate(
        "delegate-no-purpose", delegate(KeyPurposeId.id_kp_codeSigning).issuedBy(LabNotary.MIDDLE));
    delegate(
        "delegate-ended",
        delegate(KeyPurposeId.id_kp_OCSPSigning)
            .valid(since, since.plusSeconds(60))
            .issuedBy(LabNotary.MIDDLE));
    delegate(
        "delegate-other-issuer", delegate(KeyPurposeId.id_kp_OCSPSigning).issuedBy(LabNotary.ROOT));
    ocspByLeaf();
  }

  private static LabCertificate delegate(KeyPurposeId purpose) {
    return LabCertificate.of("O=acme,CN=responder", LabKey.p256("notary-responder"))
        .usage(KeyUsage.digitalSignature)
        .purpose(false, purpose)
        .with(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
  }

  private void delegate(String name, LabHolder responder) {
    ocsp(name, response -> response.by(responder).der());
  }

  /** A revoked signer could so acquit itself (golang/go#59641). */
  private void ocspByLeaf() {
    LabHolder leaf = leaf("ocsp-by-leaf", Extension.authorityInfoAccess).issuedBy(LabNotary.MIDDLE);
    site.serve("ocsp-by-leaf", LabOcsp.good(leaf, LabNotary.MIDDLE, now).by(leaf).der());
    signed("ocsp-by-leaf", leaf);
  }

  private void timestamps() {
    stamped("stamped-authority-good", response -> response.der());
    stamped("stamped-authority-revoked", response -> response.revoked(since, 1).der());
    stamped("stamped-authority-unknown", response -> response.unknown().der());
  }

  private void stamped(String name, Function<LabOcsp, Bytes> response) {
    LabHolder signer =
        LabNotary.tsa()
            .serialNumber(serial(name))
            .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp(site.url(name)))
            .issuedBy(LabNotary.TSA_MIDDLE);
    site.serve(name, response.apply(LabOcsp.good(signer, LabNotary.TSA_MIDDLE, now)));
    all.put(
        name,
        subject ->
            List.of(
                NotarySamples.jws(subject)
                    .timestamp(
                        signature ->
                            LabTimestamp.of(signer, signature, LabNotary.SIGNED)
                                .embed(signer)
                                .embed(LabNotary.TSA_MIDDLE)
                                .embed(LabNotary.TSA_ROOT)
                                .token())));
  }

  private void ocsp(String name, Function<LabOcsp, Bytes> response) {
    LabHolder leaf = leaf(name, Extension.authorityInfoAccess).issuedBy(LabNotary.MIDDLE);
    site.serve(name, response.apply(LabOcsp.good(leaf, LabNotary.MIDDLE, now)));
    signed(name, leaf);
  }

  private void list(String name, Function<LabHolder, Bytes> list) {
    LabHolder leaf = leaf(name, Extension.cRLDistributionPoints).issuedBy(LabNotary.MIDDLE);
    site.serve(name, list.apply(leaf));
    signed(name, leaf);
  }

  private LabCertificate leaf(String name, ASN1ObjectIdentifier extension) {
    ASN1Encodable place =
        extension.equals(Extension.authorityInfoAccess)
            ? LabRevocable.ocsp(site.url(name))
            : LabRevocable.mirrors(site.url(name));
    return LabNotary.leaf().serialNumber(serial(name)).with(extension, false, place);
  }

  private void signed(String name, LabHolder leaf) {
    all.put(name, subject -> List.of(LabNotary.signer(MediaTypes.NOTATION_JWS, leaf, subject)));
  }

  /** Statuses are kept by issuer and serial number, so that each sample has one of its own. */
  private static BigInteger serial(String name) {
    return new BigInteger(1, name.getBytes(UTF_8));
  }

  private static BigInteger serial(LabHolder leaf) {
    return leaf.certificate().serialNumber();
  }
}
