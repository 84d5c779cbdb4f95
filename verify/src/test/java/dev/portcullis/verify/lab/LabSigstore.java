package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.sigstore.SigstoreRoot;
import dev.portcullis.verify.sigstore.Thresholds;
import dev.portcullis.verify.sigstore.TrustedRootParser;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/**
 * A Sigstore instance of the lab: Fulcio, Rekor of both generations, a certificate log, a timestamp
 * authority. Its label decides all its keys; what it makes is right.
 *
 * @param fulcioRoot the certificate authority's root
 * @param fulcio the certificate authority that issues
 * @param ctLog the certificate log
 * @param rekor the log of the first generation
 * @param rekor2 the log of the second generation
 * @param tsaRoot the timestamp authority's root
 * @param tsa who signs timestamps
 */
public record LabSigstore(
    LabHolder fulcioRoot,
    LabHolder fulcio,
    LabLog ctLog,
    LabLog rekor,
    LabLog rekor2,
    LabHolder tsaRoot,
    LabHolder tsa) {
  /** When the lab's certificates begin and its signatures are made. */
  public static final Instant TIME = Instant.parse("2025-06-07T08:09:10Z");

  /** The instance with this label. */
  public static LabSigstore named(String label) {
    LabHolder root =
        LabCertificate.authority("CN=" + label + ",O=lab", LabKey.p384(label + " root"), 1)
            .selfSigned();
    LabHolder tsaRoot =
        LabCertificate.authority("CN=" + label + " tsa,O=lab", LabKey.p384(label + " tsa root"), 0)
            .selfSigned();
    return new LabSigstore(
        root,
        LabCertificate.authority(
                "CN=" + label + " intermediate,O=lab", LabKey.p384(label + " fulcio"), 0)
            .purpose(false, KeyPurposeId.id_kp_codeSigning)
            .issuedBy(root),
        new LabLog("ctfe." + label + ".test", LabKey.p256(label + " ct"), false),
        new LabLog("rekor." + label + ".test", LabKey.p256(label + " rekor"), false),
        new LabLog("log2." + label + ".test", LabKey.ed25519(label + " rekor2"), true),
        tsaRoot,
        LabCertificate.of("CN=" + label + " timestamps,O=lab", LabKey.p384(label + " tsa"))
            .usage(KeyUsage.digitalSignature)
            .purpose(true, KeyPurposeId.id_kp_timeStamping)
            .with(
                Extension.subjectKeyIdentifier,
                false,
                new SubjectKeyIdentifier(new byte[] {1, 2, 3, 4}))
            .issuedBy(tsaRoot));
  }

  /** A certificate for a new signer, valid for ten minutes from {@link #TIME}. */
  public LabIdentity identity() {
    return new LabIdentity(this, LabKey.p256("signer"), TIME);
  }

  /** A certificate for the holder of {@code key}. */
  public LabIdentity identity(LabKey key) {
    return new LabIdentity(this, key, TIME);
  }

  /** A signer with a right certificate, a minute after {@link #TIME}. */
  public LabKeyless signer() {
    return identity().signer(TIME.plusSeconds(60));
  }

  /** The trusted root's JSON. */
  public LabRoot trustedRoot() {
    return new LabRoot(
        LabJson.object(
            "mediaType",
            "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs",
            List.of(rekor.trusted(), rekor2.trusted()),
            "certificateAuthorities",
            List.of(authority("https://fulcio.test", fulcio, fulcioRoot)),
            "ctlogs",
            List.of(ctLog.trusted()),
            "timestampAuthorities",
            List.of(authority("https://tsa.test", tsa, tsaRoot))));
  }

  /** A certificate or timestamp authority's place in a trusted root. */
  public static Map<String, Object> authority(String uri, LabHolder... chain) {
    return LabJson.object(
        "subject",
        LabJson.object("organization", "lab", "commonName", "lab"),
        "uri",
        uri,
        "certChain",
        LabJson.object(
            "certificates",
            List.of(chain).stream()
                .map(each -> LabJson.object("rawBytes", LabJson.base64(each.certificate().der())))
                .toList()),
        "validFor",
        LabJson.object("start", "2024-01-01T00:00:00Z"));
  }

  /** The trusted root, parsed, with the public instance's thresholds. */
  public SigstoreRoot root(String name) {
    return trustedRoot().parse(name, Thresholds.PUBLIC);
  }

  /**
   * A trusted root's JSON; methods make copies that differ in one thing.
   *
   * @param members the members
   */
  public record LabRoot(Map<String, Object> members) {
    /** With the value at a dotted path set or replaced. */
    public LabRoot with(String path, Object value) {
      return new LabRoot(LabJson.with(members, path, value));
    }

    /** Without the member at a dotted path. */
    public LabRoot without(String path) {
      return new LabRoot(LabJson.without(members, path));
    }

    /** The bytes. */
    public Bytes json() {
      return LabJson.write(members);
    }

    /** The root, parsed. */
    public SigstoreRoot parse(String name, Thresholds thresholds) {
      try {
        return TrustedRootParser.parse(name, json(), thresholds);
      } catch (MalformedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
