package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts referrers in the order in which they should be looked at; it never leaves one out. */
final class Discovery {
  private Discovery() {}

  /**
   * Each digest once, the most promising first; otherwise in the order of the lists. The types that
   * lists state are hints: fallback indexes are written without them (sigstore spec notes, 1.4).
   */
  static List<Descriptor> ordered(List<Descriptor> listed) {
    Map<Digest, Descriptor> distinct = new LinkedHashMap<>();
    listed.forEach(descriptor -> distinct.putIfAbsent(descriptor.digest(), descriptor));
    List<Descriptor> ordered = new ArrayList<>(distinct.values());
    ordered.sort(Comparator.comparingInt(Discovery::rank));
    return ordered;
  }

  private static int rank(Descriptor descriptor) {
    String type = descriptor.artifactType().orElse("");
    if (type.startsWith(MediaTypes.BUNDLE_PREFIX)
        || type.equals(MediaTypes.NOTATION_SIGNATURE)
        || type.equals(MediaTypes.COSIGN_ARTIFACT_SIGNATURE)
        || type.equals(MediaTypes.DSSE)
        || type.equals("application/vnd.in-toto+json")) {
      return 0;
    }
    return type.isEmpty() || type.equals(MediaTypes.OCI_EMPTY) ? 1 : 2;
  }
}
