package dev.portcullis.proxy.realtools;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.lab.LabTimestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** The part of {@link NotarySamples} with timestamps. */
final class TimestampSamples {
  static final LabHolder OTHER_ROOT =
      LabCertificate.authority("O=clock,CN=root", LabKey.p256("tsa-other-root"), 1).selfSigned();
  private static final LabHolder OTHER =
      LabCertificate.of("O=clock,CN=signer", LabKey.p256("tsa-other"))
          .usage(KeyUsage.digitalSignature)
          .purpose(true, KeyPurposeId.id_kp_timeStamping)
          .issuedBy(OTHER_ROOT);

  private TimestampSamples() {}

  static Map<String, Function<Subject, List<LabNotation>>> all() {
    Map<String, Function<Subject, List<LabNotation>>> all = new LinkedHashMap<>();
    LabHolder ended =
        LabNotary.leaf()
            .valid(Instant.parse("2026-01-01T00:00:00Z"), NotarySamples.ENDED)
            .issuedBy(LabNotary.MIDDLE);
    all.put("stamped", jws(LabNotary.LEAF, stamp -> stamp));
    all.put("stamped-cose", cose(stamp -> stamp));
    all.put("stamped-ended", jws(ended, stamp -> stamp));
    all.put("stamped-late", at(ended, NotarySamples.ENDED.plusSeconds(1)));
    all.put("stamped-inaccurate", at(ended, NotarySamples.ENDED.minusSeconds(1), 2));
    all.put("stamped-accurate", at(ended, NotarySamples.ENDED.minusSeconds(2), 1));
    all.put("stamped-twice-signed", jws(LabNotary.LEAF, stamp -> stamp.signers(2)));
    all.put("stamped-sha1", jws(LabNotary.LEAF, LabTimestamp::sha1Imprint));
    all.put("stamped-damaged", jws(LabNotary.LEAF, LabTimestamp::wrongMessageDigest));
    all.put(
        "stamped-version-1",
        jws(LabNotary.LEAF, stamp -> stamp.binding(LabTimestamp.SigningCertificateForm.VERSION_1)));
    all.put(
        "stamped-unbound",
        jws(LabNotary.LEAF, stamp -> stamp.binding(LabTimestamp.SigningCertificateForm.NONE)));
    all.put(
        "stamped-reordered",
        stamped(
            LabNotary.LEAF,
            signature ->
                LabTimestamp.of(LabNotary.TSA, signature, LabNotary.SIGNED)
                    .embed(LabNotary.TSA_ROOT)
                    .embed(LabNotary.TSA_MIDDLE)
                    .embed(LabNotary.TSA)
                    .token()));
    all.put(
        "stamped-other-authority",
        stamped(
            LabNotary.LEAF,
            signature ->
                LabTimestamp.of(OTHER, signature, LabNotary.SIGNED)
                    .embed(OTHER)
                    .embed(OTHER_ROOT)
                    .token()));
    all.put(
        "stamped-other-signature",
        stamped(
            LabNotary.LEAF,
            signature -> LabNotary.timestamp(Bytes.utf8("other"), LabNotary.SIGNED).token()));
    all.put("stamped-nonsense", stamped(LabNotary.LEAF, signature -> Bytes.utf8("nonsense")));
    LabHolder loose =
        LabNotary.tsa()
            .purpose(false, KeyPurposeId.id_kp_timeStamping)
            .issuedBy(LabNotary.TSA_MIDDLE);
    all.put(
        "stamped-loose",
        stamped(
            LabNotary.LEAF,
            signature ->
                LabTimestamp.of(loose, signature, LabNotary.SIGNED)
                    .embed(loose)
                    .embed(LabNotary.TSA_MIDDLE)
                    .token()));
    return all;
  }

  private static Function<Subject, List<LabNotation>> jws(
      LabHolder leaf, UnaryOperator<LabTimestamp> change) {
    return stamped(
        leaf, signature -> change.apply(LabNotary.timestamp(signature, LabNotary.SIGNED)).token());
  }

  private static Function<Subject, List<LabNotation>> cose(UnaryOperator<LabTimestamp> change) {
    return subject ->
        List.of(
            NotarySamples.cose(subject)
                .timestamp(
                    signature ->
                        change.apply(LabNotary.timestamp(signature, LabNotary.SIGNED)).token()));
  }

  private static Function<Subject, List<LabNotation>> at(LabHolder leaf, Instant time) {
    return stamped(leaf, signature -> LabNotary.timestamp(signature, time).token());
  }

  private static Function<Subject, List<LabNotation>> at(
      LabHolder leaf, Instant time, int accuracy) {
    return stamped(
        leaf, signature -> LabNotary.timestamp(signature, time).accuracy(accuracy, 1, 1).token());
  }

  private static Function<Subject, List<LabNotation>> stamped(
      LabHolder leaf, UnaryOperator<Bytes> authority) {
    return subject ->
        List.of(LabNotary.signer(MediaTypes.NOTATION_JWS, leaf, subject).timestamp(authority));
  }
}
