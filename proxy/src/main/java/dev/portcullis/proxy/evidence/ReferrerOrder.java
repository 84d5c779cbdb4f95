package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.MediaTypes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the most promising referrers first. The hints, {@code artifactType} and annotations, are
 * unsigned and often missing or wrong (cosign issue 4641), so they order and never exclude.
 */
final class ReferrerOrder {
  private static final String BUNDLE_HINT = "dev.sigstore.bundle.content";
  private static final String NOTATION_HINT = "io.cncf.notary.x509chain.thumbprint#S256";
  private static final String IN_TOTO = "application/vnd.in-toto+json";

  private ReferrerOrder() {}

  /** Each digest once, by rank; within a rank in the order of the list. */
  static List<Descriptor> sorted(List<Descriptor> referrers) {
    Map<Object, Descriptor> distinct = new LinkedHashMap<>();
    for (Descriptor referrer : referrers) {
      distinct.merge(
          referrer.digest(), referrer, (one, other) -> rank(other) < rank(one) ? other : one);
    }
    List<Descriptor> sorted = new ArrayList<>(distinct.values());
    sorted.sort(Comparator.comparingInt(ReferrerOrder::rank));
    return sorted;
  }

  /** 0 for what says that it is evidence, 1 for what says nothing, 2 for what says otherwise. */
  private static int rank(Descriptor referrer) {
    String type = referrer.artifactType().orElse("");
    boolean evidence =
        type.startsWith(MediaTypes.BUNDLE_PREFIX)
            || type.equals(MediaTypes.NOTATION_SIGNATURE)
            || type.equals(MediaTypes.COSIGN_ARTIFACT_SIGNATURE)
            || type.equals(MediaTypes.DSSE)
            || type.equals(IN_TOTO)
            || referrer.annotations().containsKey(BUNDLE_HINT)
            || referrer.annotations().containsKey(NOTATION_HINT);
    boolean silent =
        type.isEmpty() || type.equals(MediaTypes.OCI_EMPTY) || type.equals(MediaTypes.OCI_CONFIG);
    return evidence ? 0 : silent ? 1 : 2;
  }
}
