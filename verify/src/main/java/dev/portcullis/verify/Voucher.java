package dev.portcullis.verify;

import dev.portcullis.verify.notation.NotationOutcome;
import dev.portcullis.verify.sigstore.CertificateIdentity;
import dev.portcullis.verify.sigstore.IssuedCertificate;
import dev.portcullis.verify.sigstore.SubjectName;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.CertificateStatus;
import dev.portcullis.verify.x509.HashFunction;
import java.util.List;

/** The authenticated identity behind a signature. Whether it is trusted for what is policy's. */
public sealed interface Voucher {
  /**
   * A configured public key.
   *
   * @param fingerprint the lower-case hexadecimal SHA-256 of its SubjectPublicKeyInfo
   */
  record Key(String fingerprint) implements Voucher {}

  /**
   * A short-lived certificate of a Sigstore instance. The root is part of the identity: another
   * instance may issue for the same name and issuer.
   *
   * @param root the configured name of the root
   * @param identity whom the certificate is for
   * @param certificate the certificate
   */
  record Keyless(String root, CertificateIdentity identity, IssuedCertificate certificate)
      implements Voucher {
    /** The lower-case hexadecimal SHA-256 of the certificate. */
    public String fingerprint() {
      return certificate.fingerprint();
    }
  }

  /**
   * A long-lived certificate of an owner's own authority, which leads to an anchor of the root and
   * is valid at the proven times, or now where there are none. Whether a certificate of the path is
   * revoked is for policy to judge, by {@link dev.portcullis.verify.sigstore.OwnRevocation}.
   *
   * @param root the configured name of the root
   * @param subjects whom the certificate is for, one or more; each is a name of the same signer
   * @param certificate the certificate
   * @param path the certificate, then its authorities, the anchor last
   * @param revocation what is known of each of the path but the anchor
   */
  record Owned(
      String root,
      List<SubjectName> subjects,
      IssuedCertificate certificate,
      List<Certificate> path,
      List<CertificateStatus> revocation)
      implements Voucher {
    /** Copies the lists. */
    public Owned {
      subjects = List.copyOf(subjects);
      path = List.copyOf(path);
      revocation = List.copyOf(revocation);
    }

    /** Every name, for messages. */
    public String names() {
      return String.join(", ", subjects.stream().map(SubjectName::value).toList());
    }
  }

  /**
   * The signer of a Notary Project signature that everything which every policy demands is true of:
   * some trust store vouches for its chain, it has not expired, it was made within the validity of
   * its certificates, and none of them is revoked. Which stores and identities count, and whether a
   * timestamp is demanded, is for {@link dev.portcullis.verify.notation.NotationJudge}.
   *
   * @param outcome all that is known of the signature
   */
  record Notation(NotationOutcome outcome) implements Voucher {
    /** The leaf's subject as RFC 4514 writes it, made fit to print. */
    public String signer() {
      return outcome.signer().toString();
    }

    /** The lower-case hexadecimal SHA-256 of the leaf certificate. */
    public String fingerprint() {
      return outcome.leaf().fingerprint();
    }

    /** The lower-case hexadecimal SHA-256 of the leaf's SubjectPublicKeyInfo. */
    public String keyFingerprint() {
      return HashFunction.SHA256.of(outcome.leaf().spki()).toHex();
    }
  }

  /**
   * Whoever is the signer of a name, in a supposition: little else is known of it.
   *
   * @param signer the signer's name in the policy
   * @param fingerprints those of the key that signed and of its certificates, in this order, as far
   *     as they are known
   */
  record Supposed(String signer, List<String> fingerprints) implements Voucher {
    /** Copies the list. */
    public Supposed {
      fingerprints = List.copyOf(fingerprints);
    }

    /** A signer of whom nothing is known but the name. */
    public Supposed(String signer) {
      this(signer, List.of());
    }
  }
}
