package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Signer;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.sigstore.CertificateIdentity;
import dev.portcullis.verify.sigstore.FulcioExtension;
import dev.portcullis.verify.sigstore.IssuedCertificate;
import dev.portcullis.verify.sigstore.SubjectName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads who would have signed: {@code by} a signer of the policy, with one of its keys if it has
 * several, or the {@code subject} and {@code issuer} of a certificate.
 */
final class SuppositionVoucher {
  private final Policy policy;
  private final Optional<Instant> at;

  SuppositionVoucher(Policy policy, Optional<Instant> at) {
    this.policy = policy;
    this.at = at;
  }

  Optional<Voucher> read(YamlMapping mapping) {
    Optional<YamlNode> by = mapping.get("by");
    Optional<YamlNode> key = mapping.get("key");
    Optional<YamlNode> subject = mapping.get("subject");
    Optional<YamlNode> issuer = mapping.get("issuer");
    Optional<String> root = mapping.get("root").flatMap(YamlNode::text);
    Map<FulcioExtension, String> claims = claims(mapping);
    if (by.isPresent() == subject.isPresent()) {
      mapping.problem("say who signed: either by: SIGNER, or subject and issuer of a certificate");
      return Optional.empty();
    }
    if (by.isPresent()) {
      return by.flatMap(this::signer).flatMap(signer -> voucher(signer, key));
    }
    key.ifPresent(node -> node.problem("a key goes with by: SIGNER; remove it"));
    if (issuer.isEmpty()) {
      mapping.problem("'issuer' is missing");
    }
    Optional<String> name = subject.flatMap(YamlNode::text);
    Optional<String> url = issuer.flatMap(YamlNode::text);
    return name.isPresent() && url.isPresent()
        ? Optional.of(certificate(root.orElse("public-good"), name.get(), url.get(), claims))
        : Optional.empty();
  }

  private static Voucher certificate(
      String root, String subject, String issuer, Map<FulcioExtension, String> claims) {
    SubjectName.Kind kind = KeylessReader.kind(subject).orElse(SubjectName.Kind.URI);
    Instant from = Instant.EPOCH;
    return new Voucher.Keyless(
        root,
        new CertificateIdentity(new SubjectName(kind, subject), issuer, claims),
        new IssuedCertificate(
            fingerprint("certificate", subject, issuer),
            fingerprint("key", subject, issuer),
            "supposed",
            from,
            from));
  }

  private static String fingerprint(String what, String subject, String issuer) {
    return Digest.sha256(Bytes.utf8(what + "\n" + subject + "\n" + issuer)).hex();
  }

  private static Map<FulcioExtension, String> claims(YamlMapping mapping) {
    Map<FulcioExtension, String> claims = new HashMap<>();
    for (YamlMapping.Entry entry :
        mapping
            .get("claims")
            .flatMap(YamlNode::mapping)
            .map(YamlMapping::entries)
            .orElse(List.of())) {
      Optional<FulcioExtension> claim = entry.key().text().flatMap(FulcioExtension::named);
      Optional<String> value = entry.value().text();
      if (claim.isEmpty()) {
        entry.key().problem("there is no such claim; the claims are those of a signer's identity");
      } else {
        value.ifPresent(text -> claims.put(claim.get(), text));
      }
    }
    return claims;
  }

  private Optional<Signer> signer(YamlNode node) {
    Optional<String> name = node.text();
    Optional<Signer> signer = name.flatMap(text -> Optional.ofNullable(policy.signers().get(text)));
    if (name.isPresent() && signer.isEmpty()) {
      node.problem(
          "no rule has a signer '"
              + Quoting.shorten(name.get())
              + "'; "
              + Spelling.closest(name.get(), policy.signers().keySet())
                  .map(known -> "did you mean '" + known + "'?")
                  .orElse("known: " + String.join(", ", policy.signers().keySet())));
    }
    return signer;
  }

  private Optional<Voucher> voucher(Signer signer, Optional<YamlNode> key) {
    return switch (signer) {
      case Signer.Keys keys -> key(keys, key).map(each -> new Voucher.Key(each.fingerprint()));
      case Signer.Keyless _, Signer.Notation _ -> {
        key.ifPresent(node -> node.problem("signer " + signer.name() + " has no keys; remove it"));
        yield Optional.of(new Voucher.Supposed(signer.name()));
      }
    };
  }

  /** The key whose file is named, else the first that may vouch at the time. */
  private Optional<Signer.SignerKey> key(Signer.Keys signer, Optional<YamlNode> node) {
    if (node.isEmpty()) {
      return signer.keys().stream()
          .filter(each -> at.isEmpty() || each.mayVouchAt(at.get()))
          .findFirst()
          .or(() -> Optional.of(signer.keys().getFirst()));
    }
    Optional<String> label = node.get().text();
    Optional<Signer.SignerKey> key =
        signer.keys().stream()
            .filter(each -> label.filter(each.label()::equals).isPresent())
            .findFirst();
    if (label.isPresent() && key.isEmpty()) {
      node.get()
          .problem(
              "signer "
                  + signer.name()
                  + " has no such key; it has "
                  + String.join(
                      ", ", signer.keys().stream().map(Signer.SignerKey::label).toList()));
    }
    return key;
  }
}
