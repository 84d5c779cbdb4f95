package dev.portcullis.policy;

import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.sigstore.CertificateIdentity;
import dev.portcullis.verify.sigstore.FulcioExtension;
import dev.portcullis.verify.sigstore.SubjectName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whom a certificate must be for to be a signer's (sigstore spec notes, 2.4). Of a Sigstore
 * instance, subject and issuer are both demanded; one without the other names nobody. In
 * certificates of an own authority there is no issuer.
 *
 * @param root the name of the Sigstore root that must have vouched
 * @param issuer what the identity provider's URL must be; empty if the root is made of an owner's
 *     own authorities, whose certificates name none
 * @param subject what the certificate's subject alternative name must be
 * @param kind the kind that the subject must be of; empty for any
 * @param claims what else the certificate must say
 */
public record KeylessIdentity(
    String root,
    Optional<TextPattern> issuer,
    TextPattern subject,
    Optional<SubjectName.Kind> kind,
    SortedMap<FulcioExtension, TextPattern> claims) {
  /** Copies the map. */
  public KeylessIdentity {
    claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims));
    if (issuer.isEmpty() && !claims.isEmpty()) {
      throw new IllegalArgumentException("an own authority's certificates make no claims");
    }
  }

  /** An identity of a Sigstore instance. */
  public KeylessIdentity(
      String root,
      TextPattern issuer,
      TextPattern subject,
      Optional<SubjectName.Kind> kind,
      SortedMap<FulcioExtension, TextPattern> claims) {
    this(root, Optional.of(issuer), subject, kind, claims);
  }

  /** Whether the certificate must be one of the owner's own authority. */
  boolean isOwn() {
    return issuer.isEmpty();
  }

  /**
   * What is demanded of {@code voucher} and not so, each for people; empty if the certificate is
   * the signer's. One of its names must be the subject, of the right kind.
   */
  List<String> misses(Voucher.Owned voucher) {
    List<String> misses = new ArrayList<>();
    if (!voucher.root().equals(root)) {
      misses.add("root " + root + ", found " + voucher.root());
    }
    issuer.ifPresent(demanded -> misses.add("issuer " + demanded.words()));
    if (voucher.subjects().stream()
        .noneMatch(
            each ->
                subject.matches(each.value()) && (kind.isEmpty() || kind.get() == each.kind()))) {
      misses.add(
          "subject " + subject.words() + kind.map(each -> " that is " + words(each)).orElse(""));
    }
    return misses;
  }

  /**
   * What is demanded of {@code voucher} and not so, each for people; empty if the certificate is
   * the signer's.
   */
  List<String> misses(Voucher.Keyless voucher) {
    CertificateIdentity found = voucher.identity();
    List<String> misses = new ArrayList<>();
    if (!voucher.root().equals(root)) {
      misses.add("root " + root + ", found " + voucher.root());
    }
    if (!subject.matches(found.subject().value())) {
      misses.add("subject " + subject.words());
    }
    if (kind.isPresent() && found.subject().kind() != kind.get()) {
      misses.add("a subject that is " + words(kind.get()));
    }
    if (issuer.isEmpty()) {
      misses.add("a certificate of an own authority");
    } else if (!issuer.get().matches(found.issuer())) {
      misses.add("issuer " + issuer.get().words());
    }
    for (Map.Entry<FulcioExtension, TextPattern> claim : claims.entrySet()) {
      Optional<String> value = value(found, claim.getKey());
      if (value.filter(claim.getValue()::matches).isEmpty()) {
        misses.add(
            claim.getKey().word()
                + " "
                + claim.getValue().words()
                + value
                    .map(text -> ", found '" + Quoting.shorten(text, TextPattern.SHOWN) + "'")
                    .orElse(", found none"));
      }
    }
    return misses;
  }

  /** A claim's value, or that of the claim that has taken its place. */
  private static Optional<String> value(CertificateIdentity identity, FulcioExtension claim) {
    Map<FulcioExtension, String> all = identity.extensions();
    Optional<String> own = Optional.ofNullable(all.get(claim));
    return own.isPresent() ? own : successor(claim).map(all::get).map(text -> old(claim, text));
  }

  /** The successors of the claims that only GitHub's workflows had. */
  private static Optional<FulcioExtension> successor(FulcioExtension claim) {
    return switch (claim) {
      case GITHUB_WORKFLOW_TRIGGER -> Optional.of(FulcioExtension.BUILD_TRIGGER);
      case GITHUB_WORKFLOW_SHA -> Optional.of(FulcioExtension.SOURCE_REPOSITORY_DIGEST);
      case GITHUB_WORKFLOW_REPOSITORY -> Optional.of(FulcioExtension.SOURCE_REPOSITORY_URI);
      case GITHUB_WORKFLOW_REF -> Optional.of(FulcioExtension.SOURCE_REPOSITORY_REF);
      case GITHUB_WORKFLOW_NAME,
          BUILD_SIGNER_URI,
          BUILD_SIGNER_DIGEST,
          RUNNER_ENVIRONMENT,
          SOURCE_REPOSITORY_URI,
          SOURCE_REPOSITORY_DIGEST,
          SOURCE_REPOSITORY_REF,
          SOURCE_REPOSITORY_IDENTIFIER,
          SOURCE_REPOSITORY_OWNER_URI,
          SOURCE_REPOSITORY_OWNER_IDENTIFIER,
          BUILD_CONFIG_URI,
          BUILD_CONFIG_DIGEST,
          BUILD_TRIGGER,
          RUN_INVOCATION_URI,
          SOURCE_REPOSITORY_VISIBILITY,
          DEPLOYMENT_ENVIRONMENT,
          TOKEN_SUBJECT ->
          Optional.empty();
    };
  }

  /** The repository without its host, as the old claim had it. */
  private static String old(FulcioExtension claim, String text) {
    String github = "https://github.com/";
    return claim == FulcioExtension.GITHUB_WORKFLOW_REPOSITORY && text.startsWith(github)
        ? text.substring(github.length())
        : text;
  }

  private static String words(SubjectName.Kind kind) {
    return switch (kind) {
      case EMAIL -> "an e-mail address";
      case URI -> "a URI";
      case USER_NAME -> "a user name";
      case DNS -> "a DNS name";
      case IP -> "an IP address";
    };
  }
}
