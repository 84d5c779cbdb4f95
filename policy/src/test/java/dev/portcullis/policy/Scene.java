package dev.portcullis.policy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.MintedFacts;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Unavailable;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.sigstore.CertificateIdentity;
import dev.portcullis.verify.sigstore.FulcioExtension;
import dev.portcullis.verify.sigstore.IssuedCertificate;
import dev.portcullis.verify.sigstore.SubjectName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What tests of decisions have in common: one image, one instant, findings that add up. */
final class Scene {
  static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  static final RepositoryName REPOSITORY = new RepositoryName("registry.acme.io", "prod/app");
  static final Subject IMAGE = image("app");
  static final Digest OTHER = Digest.sha256(Bytes.utf8("another image"));

  private final List<Verified> verified = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Unavailable> unavailable = new ArrayList<>();

  /** An image that differs from others by {@code text}. */
  static Subject image(String text) {
    Bytes raw =
        Bytes.utf8(
            """
            {"schemaVersion":2,"mediaType":"%s","annotations":{"text":"%s"},
             "config":{"mediaType":"%s","size":2,"digest":"%s"},"layers":[]}\
            """
                .formatted(
                    MediaTypes.OCI_MANIFEST,
                    text,
                    MediaTypes.OCI_CONFIG,
                    Digest.sha256(Bytes.utf8("{}"))));
    return new Subject(
        REPOSITORY, Optional.empty(), Digest.sha256(raw), manifest(raw, MediaTypes.OCI_MANIFEST));
  }

  static Manifest manifest(Bytes raw, String type) {
    try {
      return ManifestParser.parse(raw, type);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /** The fingerprint of the key that a signer called {@code name} has in these tests. */
  static String fingerprint(String name) {
    return Digest.sha256(Bytes.utf8(name)).hex();
  }

  /** A signer with one key of its own, without a window. */
  static Signer signer(String name) {
    return new Signer.Keys(name, List.of(key(name + ".pub")));
  }

  /** A key that is found in a file called {@code label}. */
  static Signer.SignerKey key(String label) {
    return Signer.SignerKey.of(fingerprint(label), label);
  }

  /** A signature by {@code signer}. */
  static Requirement by(Signer signer) {
    return new Requirement.Signature(signer);
  }

  /** A rule for the whole registry. */
  static Rule rule(Mode mode, Requirement requirement) {
    return new Rule(
        "production",
        ImagePatternTest.patterns("registry.acme.io/**"),
        mode,
        Optional.of(requirement));
  }

  /** A good signature over the image by the key of the file {@code label}. */
  Scene signed(String label) {
    return signed(label, IMAGE.digest());
  }

  /** A good signature over {@code subject} by the key of the file {@code label}. */
  Scene signed(String label, Digest subject) {
    return signedByKey(fingerprint(label), subject);
  }

  /** A good signature over {@code subject} by the key with {@code fingerprint}. */
  Scene signedByKey(String fingerprint, Digest subject) {
    Origin origin = origin();
    verified.add(MintedFacts.signature(origin, subject, fingerprint));
    return passed(origin, "cosign signature");
  }

  /** A good signature over the image that names a repository. */
  Scene named(String label, String named) {
    Origin origin = origin();
    Voucher voucher = new Voucher.Key(fingerprint(label));
    verified.add(MintedFacts.signature(origin, IMAGE.digest(), voucher, named));
    return passed(origin, "cosign signature");
  }

  /** A good signature over the image by {@code voucher}. */
  Scene signed(Voucher voucher) {
    Origin origin = origin();
    verified.add(MintedFacts.signature(origin, IMAGE.digest(), voucher));
    return passed(origin, "Sigstore bundle");
  }

  /** Good provenance of the image by the key with {@code fingerprint}. */
  Scene attested(String fingerprint) {
    return attested(new Voucher.Key(fingerprint), "https://slsa.dev/provenance/v1");
  }

  /** A good statement about the image by {@code voucher}. */
  Scene attested(Voucher voucher, String predicateType) {
    Origin origin = origin();
    verified.add(
        MintedFacts.attestation(origin, IMAGE.digest(), voucher, predicateType, Bytes.utf8("{}")));
    return passed(origin, "cosign attestation");
  }

  /** A good signature over the image, with what is known of it. */
  Scene signed(Voucher voucher, List<Instant> signedAt, Optional<String> named) {
    Origin origin = origin();
    verified.add(MintedFacts.signature(origin, IMAGE.digest(), voucher, signedAt, named));
    return passed(origin, "Sigstore bundle");
  }

  /** A good statement about the image, with its predicate in JSON. */
  Scene attested(Voucher voucher, List<Instant> signedAt, String predicateType, String predicate) {
    Origin origin = origin();
    Bytes statement = Bytes.utf8("{\"predicate\": " + predicate + "}");
    verified.add(
        MintedFacts.attestation(
            origin, IMAGE.digest(), voucher, signedAt, predicateType, statement));
    return passed(origin, "cosign attestation");
  }

  /** A certificate of {@code root} for {@code subject}, for whom {@code issuer} has spoken. */
  static Voucher.Keyless certificate(
      String root, String subject, String issuer, Map<FulcioExtension, String> claims) {
    SubjectName.Kind kind = subject.contains("://") ? SubjectName.Kind.URI : SubjectName.Kind.EMAIL;
    return new Voucher.Keyless(
        root,
        new CertificateIdentity(new SubjectName(kind, subject), issuer, claims),
        new IssuedCertificate(
            fingerprint("certificate of " + subject),
            fingerprint("key of " + subject),
            "CN=lab",
            Instant.parse("2025-06-07T08:09:10Z"),
            Instant.parse("2025-06-07T08:19:10Z")));
  }

  private Scene passed(Origin origin, String form) {
    findings.add(
        new Finding(origin, form, List.of(new Check.Passed(Check.Step.SIGNATURE, "verifies"))));
    return this;
  }

  /** A candidate that broke a rule. */
  Scene failed(Failure failure) {
    findings.add(
        new Finding(
            origin(),
            "cosign signature",
            List.of(new Check.Failed(Check.Step.SIGNATURE, failure))));
    return this;
  }

  /** A source that did not answer. */
  Scene silent(String source) {
    unavailable.add(new Unavailable(source, "timed out"));
    return this;
  }

  private Origin origin() {
    return new Origin(
        Origin.Source.LEGACY_TAG,
        Optional.of(Digest.sha256(Bytes.utf8("signatures"))),
        findings.size());
  }

  Findings findings() {
    return new Findings(verified, findings, unavailable);
  }

  Decision decide(Rule rule) {
    return decide(rule, DenyList.empty());
  }

  Decision decide(Rule rule, DenyList denied) {
    return Evaluator.decide(rule, denied, IMAGE, findings(), NOW);
  }
}
