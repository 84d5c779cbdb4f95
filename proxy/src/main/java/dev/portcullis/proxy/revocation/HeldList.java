package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.RevocationData.CrlAnswer;
import dev.portcullis.verify.x509.RevocationData.CrlFloor;
import dev.portcullis.verify.x509.RevocationList;
import java.time.Instant;
import java.util.Optional;

/**
 * A revocation list that its issuer has signed, and what its successors must come up to.
 *
 * @param url where it was fetched
 * @param issuer who has signed it
 * @param der the list
 * @param validators by which to ask whether it has changed
 * @param floor its own number and time
 * @param nextUpdate when the next one is due, if it says so
 * @param refreshAt when to ask again
 */
record HeldList(
    String url,
    Certificate issuer,
    Bytes der,
    Fetched.Validators validators,
    CrlFloor floor,
    Optional<Instant> nextUpdate,
    Instant refreshAt) {

  /**
   * Reads a list.
   *
   * @throws MalformedException if it is no list, or {@code issuer} has not signed it; the message
   *     is a clause for people
   */
  static HeldList read(
      String url, Certificate issuer, Bytes der, Fetched.Validators validators, Instant refreshAt)
      throws MalformedException {
    RevocationList list = RevocationList.parse(der);
    if (!list.issuer().equals(issuer.subject()) || !list.isSignedBy(issuer)) {
      throw new MalformedException("not signed by the issuer of the certificate in question");
    }
    return new HeldList(url, issuer, der, validators, list.asFloor(), list.nextUpdate(), refreshAt);
  }

  ListKey key() {
    return ListKey.of(url, issuer);
  }

  CrlAnswer answer() {
    return new CrlAnswer(der, url, Optional.of(floor));
  }

  HeldList refreshingAt(Instant instant) {
    return new HeldList(url, issuer, der, validators, floor, nextUpdate, instant);
  }

  /** Whether {@code other} is older than this one: a roll-back. */
  boolean isNewerThan(HeldList other) {
    boolean older = other.floor.thisUpdate().isBefore(floor.thisUpdate());
    boolean lower =
        floor.number().isPresent()
            && (other.floor.number().isEmpty()
                || other.floor.number().get().compareTo(floor.number().get()) < 0);
    return older || lower;
  }
}
