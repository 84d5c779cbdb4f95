package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.Permits;
import java.util.Optional;

/** Whether a blob may leave, by what the bytes of its admitted parent say. */
final class Leave {
  private Leave() {}

  /** Leave for {@code blob}, with its size by the manifest; empty if the parent gives none. */
  static Optional<Answer.Relay> of(Answer.Serve parent, Digest blob, DenyList denied) {
    return Permits.reference(parent.permit(), parent.held().manifest(), blob, denied)
        .map(
            permit ->
                new Answer.Relay(
                    permit,
                    parent
                        .held()
                        .manifest()
                        .references()
                        .filter(descriptor -> descriptor.digest().equals(blob))
                        .map(Descriptor::size)
                        .findFirst()));
  }

  /** The answer where nothing that was admitted refers to {@code blob}. */
  static Answer.Unreferenced none(Digest blob) {
    return new Answer.Unreferenced(
        "blob "
            + blob.shortened()
            + " belongs to no manifest that was admitted from this repository;"
            + " pull the manifest through this mirror first");
  }
}
