package dev.portcullis.policy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.condition.Condition;
import dev.portcullis.verify.x509.RevocationMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Builds revisions: fields written so that no two different sequences of them read the same, each
 * with its length in front, then hashed.
 */
final class Canonical {
  private final StringBuilder text = new StringBuilder();

  Canonical add(String field) {
    text.append(field.length()).append(':').append(field).append(',');
    return this;
  }

  Canonical add(int number) {
    return add(Integer.toString(number));
  }

  Canonical add(Optional<Instant> instant) {
    return add(instant.map(Instant::toString).orElse(""));
  }

  Canonical addAll(List<String> fields) {
    add(fields.size());
    fields.forEach(this::add);
    return this;
  }

  Canonical add(Requirement requirement) {
    switch (requirement) {
      case Requirement.All(List<Requirement> of) -> {
        add("all").add(of.size());
        of.forEach(this::add);
      }
      case Requirement.AtLeast(int count, List<Requirement> of) -> {
        add("atLeast").add(count).add(of.size());
        of.forEach(this::add);
      }
      case Requirement.Signature(Signer by, Optional<Condition> where, Placement about) ->
          add("signature").add(by).addCondition(where).add(about.name());
      case Requirement.Attestation attestation ->
          add("attestation")
              .add(attestation.type())
              .add(attestation.by())
              .addCondition(attestation.where())
              .add(attestation.about().name());
      case Requirement.Sbom sbom ->
          add("sbom")
              .addAll(sbom.formats().stream().map(Enum::name).toList())
              .add(sbom.by())
              .addCondition(sbom.where())
              .add(sbom.about().name());
      case Requirement.Nothing(String reason) -> add("nothing").add(reason);
    }
    return this;
  }

  Canonical add(Terms terms) {
    add(terms.freshness().minimum());
    add(terms.freshness().maxAge().map(Object::toString).orElse(""));
    add(terms.enforced()).add(terms.onUnavailable().name()).add(terms.seenWithin().toString());
    add(terms.signedAs());
    add(terms.exemptions().size());
    for (Exemption each : terms.exemptions()) {
      add(each.digest().toString()).add(each.reason()).add(Optional.of(each.expires()));
    }
    return this;
  }

  private Canonical add(SignedAs name) {
    return switch (name) {
      case SignedAs.Anything _ -> add("anything");
      case SignedAs.Pulled _ -> add("pulled");
      case SignedAs.Exactly(RepositoryName one) -> add("exactly").add(one.toString());
      case SignedAs.Renamed(String prefix, String as) -> add("renamed").add(prefix).add(as);
    };
  }

  private Canonical addCondition(Optional<Condition> where) {
    return addAll(where.map(Condition::text).stream().toList());
  }

  private Canonical add(PredicateType type) {
    return add(type.word())
        .addAll(type.exact().stream().sorted().toList())
        .addAll(type.versioned().stream().sorted().toList());
  }

  /** Names all that decides what counts for {@code signer}. */
  static String revision(Signer signer) {
    return new Canonical().add(signer).revision();
  }

  private Canonical add(Signer signer) {
    switch (signer) {
      case Signer.Keys(String name, List<Signer.SignerKey> keys) -> {
        add("keys").add(name).add(keys.size());
        for (Signer.SignerKey key : keys) {
          add(key.fingerprint()).add(key.label()).add(key.notBefore()).add(key.notAfter());
        }
      }
      case Signer.Keyless(
              String name,
              List<KeylessIdentity> identities,
              RevocationMode revocation) -> {
        add("keyless").add(name).add(identities.size());
        identities.forEach(this::add);
        add(revocation.name());
      }
      case Signer.Notation notation ->
          add("notation")
              .add(notation.name())
              .add(notation.label())
              .add(notation.revision())
              .add(notation.revocation().name());
    }
    return this;
  }

  private void add(KeylessIdentity identity) {
    add(identity.root()).add(identity.issuer().isPresent() ? "issuer" : "own");
    identity.issuer().ifPresent(this::add);
    add(identity.subject());
    add(identity.kind().map(Enum::name).orElse("")).add(identity.claims().size());
    identity.claims().forEach((claim, value) -> add(claim.name()).add(value));
  }

  private Canonical add(TextPattern pattern) {
    return switch (pattern) {
      case TextPattern.Exact(String text) -> add("exact").add(text);
      case TextPattern.Matching matching -> add("matching").add(matching.expression());
    };
  }

  /** The lower-case hexadecimal SHA-256 of all fields. */
  String revision() {
    return Digest.sha256(Bytes.utf8(text.toString())).hex();
  }
}
