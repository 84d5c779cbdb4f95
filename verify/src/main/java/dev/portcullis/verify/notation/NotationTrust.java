package dev.portcullis.verify.notation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.CertificateStatus;
import dev.portcullis.verify.x509.HashFunction;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationQuestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every trust store, parsed once and kept. A certificate that a store holds is never parsed again;
 * nor is, while there is room, one whose chain has reached a store, and its issuer's signature is
 * not checked again either; nor is an envelope by such a chain. That changes no answer.
 * Thread-safe.
 */
public final class NotationTrust {
  private final List<TrustStore> stores;
  private final NotationOptions options;
  private final Map<Bytes, Certificate> known = new HashMap<>();
  private final Map<Certificate, Set<TrustStoreName>> holders = new HashMap<>();
  private final Map<Bytes, Certificate> remembered = new ConcurrentHashMap<>();
  private final EnvelopeMemory envelopes = new EnvelopeMemory();

  /**
   * Trust in these stores.
   *
   * @throws IllegalArgumentException if two of them have one name
   */
  public NotationTrust(List<TrustStore> stores, NotationOptions options) {
    this.stores = List.copyOf(stores);
    this.options = options;
    if (stores.stream().map(TrustStore::name).distinct().count() < stores.size()) {
      throw new IllegalArgumentException("two trust stores have one name");
    }
    for (TrustStore store : this.stores) {
      for (Certificate certificate : store.certificates()) {
        Certificate first = known.merge(certificate.der(), certificate, (old, other) -> old);
        holders.computeIfAbsent(first, key -> new LinkedHashSet<>()).add(store.name());
      }
    }
  }

  /** What the operator has decided. */
  public NotationOptions options() {
    return options;
  }

  /** The names of all stores, in order. */
  public List<TrustStoreName> storeNames() {
    return stores.stream().map(TrustStore::name).toList();
  }

  /**
   * The lower-case hexadecimal SHA-256 over the options and every certificate of every store; the
   * order of stores and certificates does not matter.
   */
  public String revision() {
    Set<String> lines = new TreeSet<>();
    for (TrustStore store : stores) {
      for (Certificate certificate : store.certificates()) {
        lines.add(store.name() + " " + certificate.fingerprint());
      }
    }
    return HashFunction.SHA256.of(Bytes.utf8(options + "\n" + String.join("\n", lines))).toHex();
  }

  /** Every certificate of every store, once. */
  public List<Certificate> certificates() {
    return List.copyOf(known.values());
  }

  /** What is known of envelopes that were verified against these stores. */
  EnvelopeMemory envelopes() {
    return envelopes;
  }

  /** Whether a store of whatever type holds the certificate with these bytes. */
  boolean holds(Bytes der) {
    return known.containsKey(der);
  }

  /** The certificate that a store holds or that is remembered, or else a new one. */
  Certificate certificate(Bytes der) throws MalformedException {
    Certificate certificate = known.get(der);
    if (certificate == null) {
      certificate = remembered.get(der);
    }
    return certificate == null ? Certificate.parse(der) : certificate;
  }

  /**
   * Remembers the certificates of a chain that has reached a store, each signed by the next. When
   * there is no room left, everything is forgotten, so that those in use come back.
   */
  void remember(List<Certificate> chain) {
    for (Certificate certificate : chain) {
      if (!known.containsKey(certificate.der()) && !remembered.containsKey(certificate.der())) {
        if (remembered.size() >= Limits.REMEMBERED_CERTIFICATES) {
          remembered.clear();
        }
        remembered.put(certificate.der(), certificate);
      }
    }
  }

  /** What is known of the revocation of a certificate whose chain has reached a store. */
  CertificateStatus status(RevocationQuestion question, RevocationAnswers answers) {
    return new CertificateStatus(question, answers.of(question, options.rules()));
  }

  /** The stores of {@code type} that hold any certificate of {@code chain}. */
  Set<TrustStoreName> holding(TrustStoreType type, List<Certificate> chain) {
    Set<TrustStoreName> holding = new LinkedHashSet<>();
    for (Certificate certificate : chain) {
      for (TrustStoreName store : holders.getOrDefault(certificate, Set.of())) {
        if (store.type() == type) {
          holding.add(store);
        }
      }
    }
    return holding;
  }

  /** Every root of a {@code tsa} store, once. */
  List<Certificate> timestampRoots() {
    Set<Certificate> roots = new LinkedHashSet<>();
    for (TrustStore store : stores) {
      if (store.name().type() == TrustStoreType.TSA) {
        store.certificates().forEach(root -> roots.add(known.getOrDefault(root.der(), root)));
      }
    }
    return new ArrayList<>(roots);
  }

  /** The names of the stores, for messages. */
  @Override
  public String toString() {
    Set<String> names = new TreeSet<>();
    stores.forEach(store -> names.add(store.name().toString()));
    return names.toString();
  }
}
