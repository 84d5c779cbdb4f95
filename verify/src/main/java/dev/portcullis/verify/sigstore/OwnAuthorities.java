package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.CheckBudget;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.DistinguishedName;
import dev.portcullis.verify.x509.RevocationMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The certificate authorities of an owner who gives out long-lived certificates (sigstore spec
 * notes, 2.4, "BYO PKI"). Every one of them has been checked to lead to an anchor. Immutable and
 * thread-safe.
 */
public final class OwnAuthorities {
  private final List<Certificate> anchors;
  private final List<Certificate> intermediates;
  private final RevocationMode revocation;

  private OwnAuthorities(
      List<Certificate> anchors, List<Certificate> intermediates, RevocationMode revocation) {
    this.anchors = List.copyOf(anchors);
    this.intermediates = List.copyOf(intermediates);
    this.revocation = revocation;
  }

  /**
   * The authorities with these certificates: the self-signed ones are anchors, the others
   * intermediates. One that stands twice counts once.
   *
   * @throws MalformedException if there are none or more than {@link Limits#OWN_AUTHORITIES}, none
   *     is self-signed, or one may not issue certificates or leads to no anchor
   */
  public static OwnAuthorities of(List<Certificate> certificates) throws MalformedException {
    Set<Certificate> distinct = new LinkedHashSet<>(certificates);
    if (distinct.size() > Limits.OWN_AUTHORITIES) {
      throw MalformedException.overLimit(
          "there are more than " + Limits.OWN_AUTHORITIES + " certificates");
    }
    List<Certificate> anchors = new ArrayList<>();
    List<Certificate> intermediates = new ArrayList<>();
    for (Certificate certificate : distinct) {
      if (certificate.isSelfSigned()) {
        AuthorityPaths.check(List.of(certificate));
        anchors.add(certificate);
      } else {
        intermediates.add(certificate);
      }
    }
    if (anchors.isEmpty()) {
      throw new MalformedException("no certificate is self-signed, so there is no anchor");
    }
    OwnAuthorities all = new OwnAuthorities(anchors, intermediates, RevocationMode.HARD);
    for (Certificate intermediate : intermediates) {
      all.requirePath(intermediate);
    }
    return all;
  }

  private void requirePath(Certificate intermediate) throws MalformedException {
    AuthorityPaths paths =
        AuthorityPaths.of(
            intermediate, this, List.of(), CheckBudget.of(Limits.OWN_AUTHORITIES * 64));
    if (paths.chains().isEmpty()) {
      throw new MalformedException(
          DistinguishedName.subjectOf(intermediate)
              + " leads to no self-signed certificate among them"
              + paths.complaint().map(why -> ": " + why).orElse(""));
    }
    List<Certificate> whole = new ArrayList<>(List.of(intermediate));
    whole.addAll(paths.chains().getFirst().authorities());
    AuthorityPaths.check(whole);
  }

  /** The same authorities, whose certificates' revocation is looked at by {@code mode}. */
  public OwnAuthorities withRevocation(RevocationMode mode) {
    return new OwnAuthorities(anchors, intermediates, mode);
  }

  /** The strictest of what signers demand about revocation. */
  public RevocationMode revocation() {
    return revocation;
  }

  /** The self-signed certificates, one or more. */
  public List<Certificate> anchors() {
    return anchors;
  }

  /** The other certificates. */
  public List<Certificate> intermediates() {
    return intermediates;
  }

  boolean isAnchor(Certificate certificate) {
    return anchors.contains(certificate);
  }
}
