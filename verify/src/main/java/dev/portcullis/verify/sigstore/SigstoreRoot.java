package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.x509.HashFunction;
import dev.portcullis.verify.x509.RevocationMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A Sigstore instance that is trusted: its authorities and logs with their keys parsed, and how
 * many of them must agree. It is a domain of its own; nothing of one root applies to another.
 * Immutable and thread-safe.
 *
 * @param name what configuration calls it
 * @param authorities who issues certificates
 * @param logs the transparency logs of signatures
 * @param certificateLogs the transparency logs of certificates
 * @param timestampAuthorities who signs timestamps
 * @param thresholds how many must agree
 * @param warnings what of the trusted root is left out, and why, for people
 * @param revision a digest of all of this, lower-case hexadecimal; another root has another
 * @param memory what has been proven under it
 * @param own the owner's own authorities, where the root is made of these: then there is neither
 *     another authority nor a log
 */
public record SigstoreRoot(
    String name,
    List<CertificateAuthority> authorities,
    List<TransparencyLog> logs,
    List<TransparencyLog> certificateLogs,
    List<TimestampAuthority> timestampAuthorities,
    Thresholds thresholds,
    List<String> warnings,
    String revision,
    SigstoreMemory memory,
    Optional<OwnAuthorities> own) {
  /** Copies the lists. */
  public SigstoreRoot {
    authorities = List.copyOf(authorities);
    logs = List.copyOf(logs);
    certificateLogs = List.copyOf(certificateLogs);
    timestampAuthorities = List.copyOf(timestampAuthorities);
    warnings = List.copyOf(warnings);
  }

  /** A Sigstore instance, without authorities of the owner. */
  public SigstoreRoot(
      String name,
      List<CertificateAuthority> authorities,
      List<TransparencyLog> logs,
      List<TransparencyLog> certificateLogs,
      List<TimestampAuthority> timestampAuthorities,
      Thresholds thresholds,
      List<String> warnings,
      String revision,
      SigstoreMemory memory) {
    this(
        name,
        authorities,
        logs,
        certificateLogs,
        timestampAuthorities,
        thresholds,
        warnings,
        revision,
        memory,
        Optional.empty());
  }

  /** The same root, under which nothing has been proven yet. */
  public SigstoreRoot unproven() {
    return new SigstoreRoot(
        name,
        authorities,
        logs,
        certificateLogs,
        timestampAuthorities,
        thresholds,
        warnings,
        revision,
        new SigstoreMemory(),
        own);
  }

  /** The same root, whose own authorities' certificates are looked at by {@code mode}. */
  public SigstoreRoot withRevocation(RevocationMode mode) {
    return new SigstoreRoot(
        name,
        authorities,
        logs,
        certificateLogs,
        timestampAuthorities,
        thresholds,
        warnings,
        HashFunction.SHA256.of(Bytes.utf8(revision + " " + mode)).toHex(),
        memory,
        own.map(each -> each.withRevocation(mode)));
  }

  /**
   * Whether {@code log}, or another entry of this root for the same log, is valid at {@code time}.
   */
  boolean trusts(TransparencyLog log, Instant time) {
    return logs.stream()
        .anyMatch(each -> each.id().equals(log.id()) && each.validFor().contains(time));
  }
}
