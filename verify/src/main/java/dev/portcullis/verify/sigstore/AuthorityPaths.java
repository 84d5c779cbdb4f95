package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.CheckBudget;
import dev.portcullis.verify.x509.AuthorityChain;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.ExtendedKeyUsage;
import dev.portcullis.verify.x509.Oid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The paths from one certificate to the anchors of its owner's authorities, by way of what is
 * configured and of what came along. A path has at most {@link Limits#CHAIN_LENGTH} authorities,
 * and looking for it costs one check of the budget for each signature. For one thread.
 */
final class AuthorityPaths {
  private static final Oid NAME_CONSTRAINTS = Oid.of("2.5.29.30");

  private final OwnAuthorities authorities;
  private final List<Certificate> candidates;
  private final CheckBudget budget;
  private final List<Certificate> path = new ArrayList<>();
  private final List<AuthorityChain> chains = new ArrayList<>();
  private Optional<String> complaint = Optional.empty();
  private boolean exhausted;

  private AuthorityPaths(
      OwnAuthorities authorities, List<Certificate> untrusted, CheckBudget budget) {
    this.authorities = authorities;
    this.candidates = new ArrayList<>(authorities.anchors());
    this.candidates.addAll(authorities.intermediates());
    this.candidates.addAll(untrusted);
    this.budget = budget;
  }

  /**
   * Every path of {@code certificate}, those by configured intermediates first.
   *
   * @param untrusted intermediates that came with the signature
   */
  static AuthorityPaths of(
      Certificate certificate,
      OwnAuthorities authorities,
      List<Certificate> untrusted,
      CheckBudget budget) {
    AuthorityPaths paths = new AuthorityPaths(authorities, untrusted, budget);
    paths.extend(certificate);
    return paths;
  }

  /**
   * The chain of {@code authorities}, checked for signing code.
   *
   * @throws MalformedException if it is none
   */
  static AuthorityChain check(List<Certificate> authorities) throws MalformedException {
    for (Certificate authority : authorities) {
      if (authority.extension(NAME_CONSTRAINTS).isPresent()) {
        throw new MalformedException(
            authority + " is constrained to some names, which is not supported");
      }
    }
    return AuthorityChain.of(authorities, ExtendedKeyUsage.CODE_SIGNING);
  }

  private void extend(Certificate last) {
    for (Certificate candidate : candidates) {
      if (path.contains(candidate) || !last.issuer().equals(candidate.subject())) {
        continue;
      }
      if (exhausted || !budget.take(1)) {
        exhausted = true;
        return;
      }
      if (!issued(last, candidate)) {
        continue;
      }
      path.add(candidate);
      if (authorities.isAnchor(candidate)) {
        complete();
      } else if (path.size() < Limits.CHAIN_LENGTH) {
        extend(candidate);
      }
      path.removeLast();
    }
  }

  private boolean issued(Certificate certificate, Certificate issuer) {
    try {
      return certificate.isIssuedBy(issuer);
    } catch (MalformedException e) {
      complaint = Optional.of(e.getMessage());
      return false;
    }
  }

  private void complete() {
    try {
      chains.add(check(path));
    } catch (MalformedException e) {
      complaint = Optional.of(e.getMessage());
    }
  }

  /** The paths that hold, whatever the time. */
  List<AuthorityChain> chains() {
    return chains;
  }

  /** What is wrong with the last path that does not hold, if there is one. */
  Optional<String> complaint() {
    return complaint;
  }

  /** Whether the budget has ended the search. */
  boolean isExhausted() {
    return exhausted;
  }
}
