package dev.portcullis.proxy.evidence;

/**
 * What a rule can make use of, so that nothing else is fetched.
 *
 * @param statements whether attestations matter, which may be much larger than signatures
 * @param sboms whether SBOMs that are artifacts of their own matter
 */
public record Wanted(boolean statements, boolean sboms) {
  /** Signatures and statements. */
  public static final Wanted USUAL = new Wanted(true, false);
}
