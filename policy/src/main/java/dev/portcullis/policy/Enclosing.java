package dev.portcullis.policy;

import dev.portcullis.oci.Manifest;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;

/**
 * An index that may list the subject, with what was verified about the index. That it lists the
 * subject is told from its bytes, by whoever decides.
 *
 * @param index the index
 * @param findings all that was verified about it
 */
public record Enclosing(Subject index, Findings findings) {
  /** Whether the index, in the same repository, lists {@code subject}, which is no index itself. */
  boolean lists(Subject subject) {
    return index.repository().equals(subject.repository())
        && subject.manifest() instanceof Manifest.Image
        && index.manifest() instanceof Manifest.Index whole
        && whole.manifests().stream().anyMatch(child -> subject.isNamedBy(child.digest()));
  }
}
