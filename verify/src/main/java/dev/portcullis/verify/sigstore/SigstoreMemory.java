package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What has been proven under one root and holds whatever the time: who issued a certificate, that
 * certificate logs hold it, that a log signed a tree head. It changes no answer; times are judged
 * at each use. Only what is proven is kept, so that strangers cannot fill it. When there is no room
 * left, everything is forgotten, so that what is in use comes back. Thread-safe.
 */
public final class SigstoreMemory {
  private final Map<Bytes, Proven> certificates = new ConcurrentHashMap<>();
  private final Set<SignedTree> trees = ConcurrentHashMap.newKeySet();

  SigstoreMemory() {}

  /**
   * A certificate that the root vouches for.
   *
   * @param signer the certificate, with its key parsed
   * @param authorities who has issued it
   * @param logs how many certificate logs hold it
   */
  record Proven(SignerCertificate signer, List<CertificateAuthority> authorities, int logs) {
    Proven {
      authorities = List.copyOf(authorities);
    }
  }

  private record SignedTree(Bytes note, Bytes logId) {}

  /** What is known of the certificate with this DER. */
  Optional<Proven> certificate(Bytes der) {
    return Optional.ofNullable(certificates.get(der));
  }

  void remember(Proven proven) {
    if (certificates.size() >= Limits.PROVEN_CERTIFICATES) {
      certificates.clear();
    }
    certificates.put(proven.signer().certificate().der(), proven);
  }

  /** Whether {@code log} is known to have signed this checkpoint. */
  boolean isSigned(Bytes note, TransparencyLog log) {
    return trees.contains(new SignedTree(note, log.id()));
  }

  void rememberSigned(Bytes note, TransparencyLog log) {
    if (trees.size() >= Limits.PROVEN_CERTIFICATES) {
      trees.clear();
    }
    trees.add(new SignedTree(note, log.id()));
  }

  /** True for any other: what is remembered is no part of what is trusted. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SigstoreMemory;
  }

  @Override
  public int hashCode() {
    return SigstoreMemory.class.hashCode();
  }
}
