package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The raw answers to one question, as they were fetched or kept. None of them is trusted: each is
 * signed.
 *
 * @param responses OCSP responses
 * @param lists revocation lists and changes to them, in any order
 */
public record RevocationData(List<OcspAnswer> responses, List<CrlAnswer> lists) {
  /** No answer at all. */
  public static final RevocationData NONE = new RevocationData(List.of(), List.of());

  /** Copies the lists. */
  public RevocationData {
    responses = List.copyOf(responses);
    lists = List.copyOf(lists);
  }

  /**
   * The body of an OCSP answer with HTTP status 200.
   *
   * @param der the body
   * @param url where it was fetched
   * @param fetchedAt when it was fetched
   */
  public record OcspAnswer(Bytes der, String url, Instant fetchedAt) {}

  /**
   * The body of a revocation list, fetched with HTTP status 200.
   *
   * @param der the body
   * @param url where it was fetched
   * @param floor the newest list that was seen at this URL before
   */
  public record CrlAnswer(Bytes der, String url, Optional<CrlFloor> floor) {}

  /**
   * How new a list must be not to be a roll-back.
   *
   * @param number the number of the list seen last, if it had one
   * @param thisUpdate when that one was issued
   */
  public record CrlFloor(Optional<BigInteger> number, Instant thisUpdate) {}
}
