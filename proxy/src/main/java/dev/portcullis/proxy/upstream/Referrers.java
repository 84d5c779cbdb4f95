package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Descriptor;
import java.util.List;

/**
 * What refers to a manifest, as a registry or a fallback tag lists it. Nothing in it is verified,
 * least of all that the entries refer to that manifest.
 *
 * @param entries the descriptors, in the order of the list; those that cannot be read are left out
 * @param complete whether that is all; false if a limit cut it off or entries were left out
 */
public record Referrers(List<Descriptor> entries, boolean complete) {
  /** Copies the list. */
  public Referrers {
    entries = List.copyOf(entries);
  }
}
