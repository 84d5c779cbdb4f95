package dev.portcullis.verify.x509;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Certificate authorities from the one that issues to the trusted one, checked among themselves
 * once: each is issued by the next, may issue, and may be followed by as many as follow it (RFC
 * 5280, section 6.1, without policies and names). What is left for later is time.
 */
public final class AuthorityChain {
  private static final Set<Oid> UNDERSTOOD =
      Set.of(Extension.BASIC_CONSTRAINTS, Extension.KEY_USAGE, Extension.EXTENDED_KEY_USAGE);

  private final List<Certificate> authorities;
  private final Instant notBefore;
  private final Instant notAfter;

  private AuthorityChain(List<Certificate> authorities) {
    this.authorities = List.copyOf(authorities);
    Instant from = Instant.MIN;
    Instant to = Instant.MAX;
    for (Certificate authority : authorities) {
      from = authority.notBefore().isAfter(from) ? authority.notBefore() : from;
      to = authority.notAfter().isBefore(to) ? authority.notAfter() : to;
    }
    this.notBefore = from;
    this.notAfter = to;
  }

  /**
   * The chain of {@code authorities}, the issuing one first, the trusted one last; the last is not
   * checked against anything.
   *
   * @param purpose the extended key usage that an intermediate must allow if it names any
   * @throws MalformedException if there are none or too many, or a link does not hold
   */
  public static AuthorityChain of(List<Certificate> authorities, Oid purpose)
      throws MalformedException {
    if (authorities.isEmpty() || authorities.size() > Limits.CHAIN_LENGTH) {
      throw new MalformedException(
          "a chain has " + authorities.size() + " authorities, not 1 to " + Limits.CHAIN_LENGTH);
    }
    for (int i = 0; i < authorities.size(); i++) {
      Certificate authority = authorities.get(i);
      authority.key();
      requireAuthority(authority, i);
      if (i + 1 < authorities.size()) {
        requirePurpose(authority, purpose);
        if (!authority.isIssuedBy(authorities.get(i + 1))) {
          throw new MalformedException(authority + " is not issued by the next of its chain");
        }
      }
    }
    return new AuthorityChain(authorities);
  }

  private static void requireAuthority(Certificate authority, int followers)
      throws MalformedException {
    BasicConstraints constraints = authority.basicConstraints();
    if (!constraints.ca()) {
      throw new MalformedException(authority + " is not a certificate authority");
    }
    OptionalInt most = constraints.pathLength();
    if (most.isPresent() && most.getAsInt() < followers) {
      throw new MalformedException(authority + " must not be followed by " + followers + " others");
    }
    Optional<Set<KeyUsage>> usage = authority.keyUsage();
    if (usage.isEmpty() || !usage.get().contains(KeyUsage.KEY_CERT_SIGN)) {
      throw new MalformedException(authority + " may not sign certificates by its key usage");
    }
    Optional<Oid> unknown = authority.unknownCriticalExtension(UNDERSTOOD);
    if (unknown.isPresent()) {
      throw new MalformedException(
          authority + " has an unknown critical extension " + unknown.get());
    }
  }

  private static void requirePurpose(Certificate intermediate, Oid purpose)
      throws MalformedException {
    Optional<List<Oid>> purposes = intermediate.extendedKeyUsage();
    if (purposes.isPresent()
        && !purposes.get().contains(purpose)
        && !purposes.get().contains(ExtendedKeyUsage.ANY)) {
      throw new MalformedException(intermediate + " is not for this purpose by its key usage");
    }
  }

  /** The authority that issues. */
  public Certificate issuer() {
    return authorities.getFirst();
  }

  /** Every authority, the issuing one first. */
  public List<Certificate> authorities() {
    return authorities;
  }

  /** Whether every authority is valid at {@code instant}. */
  public boolean isValidAt(Instant instant) {
    return !instant.isBefore(notBefore) && !instant.isAfter(notAfter);
  }
}
