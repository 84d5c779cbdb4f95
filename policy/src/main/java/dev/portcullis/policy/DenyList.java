package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Quoting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is revoked by the operator's own word. It overrules every rule and mode: a denied digest is
 * refused wherever it turns up, and a denied signer or key does not count. Immutable.
 *
 * <p>It is no part of {@link Policy#revision}, because it must reach verdicts that are already
 * cached without throwing all of them away: a cached verdict is to be checked against the present
 * list each time that it is used, by its digests and by the signers and keys it rests on.
 */
public final class DenyList {
  private static final DenyList EMPTY =
      new DenyList(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

  private final Map<Digest, String> digests;
  private final Map<String, String> signers;
  private final Map<String, String> keys;
  private final Map<String, String> certificates;
  private final Map<String, String> logEntries;
  private final String revision;

  private DenyList(
      Map<Digest, String> digests,
      Map<String, String> signers,
      Map<String, String> keys,
      Map<String, String> certificates,
      Map<String, String> logEntries) {
    this.digests = Map.copyOf(digests);
    this.signers = Map.copyOf(signers);
    this.keys = Map.copyOf(keys);
    this.certificates = Map.copyOf(certificates);
    this.logEntries = Map.copyOf(logEntries);
    this.revision = newRevision();
  }

  /** Nothing is revoked. */
  public static DenyList empty() {
    return EMPTY;
  }

  /**
   * A list with the reason for each entry, which is made fit to print and may be empty.
   *
   * @param digests artifacts: manifests, indexes, blobs
   * @param signers signers, by name
   * @param keys public keys, by fingerprint (lower-case hexadecimal SHA-256 of the
   *     SubjectPublicKeyInfo)
   */
  public static DenyList of(
      Map<Digest, String> digests, Map<String, String> signers, Map<String, String> keys) {
    return of(digests, signers, keys, Map.of(), Map.of());
  }

  /**
   * As {@link #of(Map, Map, Map)}, and more.
   *
   * @param certificates certificates that sign or vouch for one that does, by fingerprint
   *     (lower-case hexadecimal SHA-256 of the DER)
   * @param logEntries entries of transparency logs: {@code HOST/INDEX}
   */
  public static DenyList of(
      Map<Digest, String> digests,
      Map<String, String> signers,
      Map<String, String> keys,
      Map<String, String> certificates,
      Map<String, String> logEntries) {
    return new DenyList(
        printable(digests),
        printable(signers),
        printable(keys),
        printable(certificates),
        printable(logEntries));
  }

  /** The denied artifacts. */
  public Set<Digest> digests() {
    return digests.keySet();
  }

  /** The denied signers, by name. */
  public Set<String> signers() {
    return signers.keySet();
  }

  /** The denied keys, by fingerprint. */
  public Set<String> keys() {
    return keys.keySet();
  }

  /** The denied certificates, by fingerprint. */
  public Set<String> certificates() {
    return certificates.keySet();
  }

  /** The denied entries of transparency logs. */
  public Set<String> logEntries() {
    return logEntries.keySet();
  }

  /** Why {@code digest} is denied; empty if it is not. The reason itself may be empty text. */
  public Optional<String> reasonFor(Digest digest) {
    return Optional.ofNullable(digests.get(digest));
  }

  /** Why a signer is denied; empty if it is not. The reason itself may be empty text. */
  public Optional<String> reasonForSigner(String name) {
    return Optional.ofNullable(signers.get(name));
  }

  /** Why a key is denied; empty if it is not. The reason itself may be empty text. */
  public Optional<String> reasonForKey(String fingerprint) {
    return Optional.ofNullable(keys.get(fingerprint));
  }

  /** Why a certificate is denied; empty if it is not. The reason itself may be empty text. */
  public Optional<String> reasonForCertificate(String fingerprint) {
    return Optional.ofNullable(certificates.get(fingerprint));
  }

  /** Why a log entry is denied; empty if it is not. The reason itself may be empty text. */
  public Optional<String> reasonForLogEntry(String entry) {
    return Optional.ofNullable(logEntries.get(entry));
  }

  /** Whether it names any of what a decision rests on. Makes no garbage. */
  public boolean touches(
      Set<Digest> chain, Set<String> usedSigners, Set<String> usedKeys, Set<String> usedEntries) {
    return names(digests, chain)
        || names(signers, usedSigners)
        || names(keys, usedKeys)
        || names(certificates, usedKeys)
        || names(logEntries, usedEntries);
  }

  private static <T> boolean names(Map<T, String> entries, Set<T> used) {
    if (entries.isEmpty()) {
      return false;
    }
    for (T one : used) {
      if (entries.containsKey(one)) {
        return true;
      }
    }
    return false;
  }

  /** Both lists; where both give a reason, this one's holds. */
  public DenyList plus(DenyList other) {
    return new DenyList(
        union(other.digests, digests),
        union(other.signers, signers),
        union(other.keys, keys),
        union(other.certificates, certificates),
        union(other.logEntries, logEntries));
  }

  private static <K> Map<K, String> printable(Map<K, String> reasons) {
    Map<K, String> printable = new HashMap<>(reasons);
    printable.replaceAll((entry, reason) -> Quoting.shorten(reason));
    return printable;
  }

  private static <K> Map<K, String> union(Map<K, String> first, Map<K, String> second) {
    Map<K, String> all = new HashMap<>(first);
    all.putAll(second);
    return all;
  }

  /** The lower-case hexadecimal SHA-256 over all entries; equal lists have equal revisions. */
  public String revision() {
    return revision;
  }

  private String newRevision() {
    Canonical canonical = new Canonical().add("deny list 2");
    for (Map<?, String> entries : List.of(digests, signers, keys, certificates, logEntries)) {
      TreeMap<String, String> sorted = new TreeMap<>();
      entries.forEach((entry, reason) -> sorted.put(entry.toString(), reason));
      canonical.add(sorted.size());
      sorted.forEach((entry, reason) -> canonical.add(entry).add(reason));
    }
    return canonical.revision();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DenyList that
        && digests.equals(that.digests)
        && signers.equals(that.signers)
        && keys.equals(that.keys)
        && certificates.equals(that.certificates)
        && logEntries.equals(that.logEntries);
  }

  @Override
  public int hashCode() {
    return revision.hashCode();
  }

  @Override
  public String toString() {
    return "DenyList["
        + digests()
        + " "
        + signers()
        + " "
        + keys()
        + " "
        + certificates()
        + " "
        + logEntries()
        + "]";
  }
}
