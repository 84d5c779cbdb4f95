package dev.portcullis.verify;

import dev.portcullis.verify.notation.NotationTrust;
import dev.portcullis.verify.sigstore.SigstoreRoot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Names for what facts rest on, by which to tell whether they would be verified again under other
 * anchors: a fact whose anchor has the same name would be. Computed once for some material.
 */
public final class TrustAnchors {
  private final String revision;
  private final Map<String, String> keys = new HashMap<>();
  private final Map<String, String> roots = new HashMap<>();
  private final Optional<String> notation;

  private TrustAnchors(TrustMaterial trust) {
    this.revision = trust.revision();
    trust.sigstore().values().forEach(root -> roots.put(root.name(), root.revision()));
    for (TrustedKey each : trust.keys()) {
      keys.put(
          each.key().fingerprint(),
          each.key().acceptance() + " " + each.log() + " " + logs(each.log(), trust));
    }
    this.notation = trust.notation().map(NotationTrust::revision);
  }

  /** The names of what {@code trust} holds. */
  public static TrustAnchors of(TrustMaterial trust) {
    return new TrustAnchors(trust);
  }

  private static String logs(LogDemand demand, TrustMaterial trust) {
    return switch (demand) {
      case LogDemand.Off _ -> "";
      case LogDemand.IfPresent(String root) -> revision(trust, root);
      case LogDemand.Required(String root) -> revision(trust, root);
    };
  }

  private static String revision(TrustMaterial trust, String root) {
    return Optional.ofNullable(trust.sigstore().get(root))
        .map(SigstoreRoot::revision)
        .orElse("none");
  }

  /** {@link TrustMaterial#revision} of all of it. */
  public String revision() {
    return revision;
  }

  /** Whether there is an anchor called {@code name}. */
  public boolean has(String name) {
    return keys.containsValue(name)
        || roots.containsValue(name)
        || notation.filter(name::equals).isPresent();
  }

  /** What {@code voucher} rests on; empty if there is nothing of it here. */
  public Optional<String> of(Voucher voucher) {
    return switch (voucher) {
      case Voucher.Key(String fingerprint) -> Optional.ofNullable(keys.get(fingerprint));
      case Voucher.Keyless keyless -> Optional.ofNullable(roots.get(keyless.root()));
      case Voucher.Owned owned -> Optional.ofNullable(roots.get(owned.root()));
      case Voucher.Notation _ -> notation;
      case Voucher.Supposed _ -> Optional.empty();
    };
  }
}
