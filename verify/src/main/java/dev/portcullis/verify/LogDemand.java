package dev.portcullis.verify;

/**
 * Whether what a key signs must also be in a transparency log (sigstore spec notes, 2.2 and 2.3).
 * The demand relaxes presence only: an entry that is asked for and present must be right.
 */
public sealed interface LogDemand {
  /** Log entries are not looked at. */
  record Off() implements LogDemand {}

  /**
   * Entries of a root's logs are verified if there are any.
   *
   * @param root the configured name of the root
   */
  record IfPresent(String root) implements LogDemand {}

  /**
   * At least as many of a root's logs as its threshold says, and at least one, must hold the
   * signature.
   *
   * @param root the configured name of the root
   */
  record Required(String root) implements LogDemand {}
}
