package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Bytes;
import java.util.Optional;

/** What came of asking a responder, or for a list. */
sealed interface Fetched {
  /**
   * Bytes with HTTP status 200.
   *
   * @param validators by which to ask whether they have changed
   */
  record Got(Bytes body, Validators validators) implements Fetched {}

  /** What is held is what there is. */
  record Unchanged() implements Fetched {}

  /**
   * Nothing.
   *
   * @param result the kind of failure
   * @param cause one clause for people
   */
  record Failed(RevocationEvent.Result result, String cause) implements Fetched {}

  /** The validators of a response (RFC 9110, section 8.8). */
  record Validators(Optional<String> etag, Optional<String> lastModified) {
    /** Nothing to compare. */
    static final Validators NONE = new Validators(Optional.empty(), Optional.empty());

    private static final int LONGEST = 256;

    /** Leaves out what is too long to keep. */
    public Validators {
      etag = etag.filter(text -> text.length() <= LONGEST);
      lastModified = lastModified.filter(text -> text.length() <= LONGEST);
    }
  }
}
