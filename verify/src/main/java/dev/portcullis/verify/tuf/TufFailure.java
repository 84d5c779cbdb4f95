package dev.portcullis.verify.tuf;

import dev.portcullis.oci.MalformedException;

/**
 * Why metadata, or a target, is not believed.
 *
 * @param code the rule that was broken; stable, for tests, metrics and machines
 * @param message one clause for people, without a final stop
 */
public record TufFailure(Code code, String message) {
  /** The rules. */
  public enum Code {
    /** It does not have the form that the specification demands. */
    MALFORMED,
    /** A bound of {@link dev.portcullis.oci.Limits} is exceeded. */
    LIMIT,
    /** Too few of the role's keys have signed it. */
    SIGNATURES,
    /** It is older than what was seen before, or not the version that was announced. */
    VERSION,
    /** Its time is over. */
    EXPIRED,
    /** It does not have the length that was announced. */
    LENGTH,
    /** It does not have a hash that was announced. */
    HASH,
    /** A name in it could leave the place where files belong. */
    NAME,
    /** What is looked for is not listed, or only by a delegated role, which is not asked. */
    ABSENT
  }

  /** {@code LIMIT} or {@code MALFORMED}, as the parser's complaint is. */
  static TufFailure of(String what, MalformedException complaint) {
    return new TufFailure(
        complaint.isOverLimit() ? Code.LIMIT : Code.MALFORMED,
        what + ": " + complaint.getMessage());
  }
}
