package dev.portcullis.proxy.evidence;

/**
 * What a rule can make use of, so that nothing else is fetched.
 *
 * @param sboms whether SBOMs that are artifacts of their own matter
 */
public record Wanted(boolean sboms) {
  /** Signatures and statements. */
  public static final Wanted USUAL = new Wanted(false);
}
