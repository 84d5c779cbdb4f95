package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.verify.notation.NotationTrust;
import dev.portcullis.verify.sigstore.SigstoreRoot;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The trust anchors that evidence is verified against, parsed once and kept. Which signer may vouch
 * for what is not said here; that is policy.
 *
 * @param keys every public key of every signer, each once: a key that is asked for two different
 *     things would be asked for the lesser
 * @param sigstore the Sigstore instances, by their configured names and in the order of these
 * @param notation the trust stores for Notary Project signatures
 */
public record TrustMaterial(
    List<TrustedKey> keys, Map<String, SigstoreRoot> sigstore, Optional<NotationTrust> notation) {
  /** Copies the collections, and checks that no key stands twice. */
  public TrustMaterial {
    keys = List.copyOf(keys);
    sigstore = Collections.unmodifiableMap(new TreeMap<>(sigstore));
    long distinct = keys.stream().map(each -> each.key().fingerprint()).distinct().count();
    if (distinct != keys.size()) {
      throw new IllegalArgumentException("a key is trusted twice");
    }
  }

  /** Keys and Sigstore instances, without trust stores. */
  public TrustMaterial(List<TrustedKey> keys, Map<String, SigstoreRoot> sigstore) {
    this(keys, sigstore, Optional.empty());
  }

  /** Keys whose signatures need no log, and no Sigstore instance. */
  public static TrustMaterial ofKeys(List<VerificationKey> keys) {
    return new TrustMaterial(keys.stream().map(TrustedKey::of).toList(), Map.of());
  }

  /** The same keys with other Sigstore instances. */
  public TrustMaterial withSigstore(Map<String, SigstoreRoot> roots) {
    return new TrustMaterial(keys, roots, notation);
  }

  /** The same with other trust stores for Notary Project signatures. */
  public TrustMaterial withNotation(NotationTrust stores) {
    return new TrustMaterial(keys, sigstore, Optional.of(stores));
  }

  /**
   * The lower-case hexadecimal SHA-256 over all that decides what verifies. Material that accepts
   * something else has another; the order of the keys does not matter.
   */
  public String revision() {
    StringBuilder text = new StringBuilder("trust 2\n");
    keys.stream()
        .map(each -> "key " + each.key().acceptance() + " " + each.log() + "\n")
        .sorted()
        .forEach(text::append);
    sigstore.values().stream()
        .map(root -> "root " + root.name() + " " + root.revision() + "\n")
        .sorted()
        .forEach(text::append);
    notation.ifPresent(stores -> text.append("notation ").append(stores.revision()).append('\n'));
    return Digest.sha256(Bytes.utf8(text.toString())).hex();
  }
}
