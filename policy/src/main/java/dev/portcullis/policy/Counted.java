package dev.portcullis.policy;

import java.util.Comparator;

/**
 * One signer whose word was counted, and for what.
 *
 * @param signer the signer's name
 * @param act {@link #SIGNED}, {@link #WAIVED}, or the name of the type of what was stated
 * @param identity who that was, for signers that are known by what their certificates say; else
 *     empty
 */
record Counted(String signer, String act, String identity) implements Comparable<Counted> {
  /** The act of whoever signs. */
  static final String SIGNED = "signed";

  /** The act of nobody: what a trust policy document does not want to be signed. */
  static final String WAIVED = "waived";

  private static final Comparator<Counted> ORDER =
      Comparator.comparing(Counted::signer)
          .thenComparing(Counted::act)
          .thenComparing(Counted::identity);

  @Override
  public int compareTo(Counted other) {
    return ORDER.compare(this, other);
  }

  /** The signer, with the identity if there is one. */
  String words() {
    return identity.isEmpty() ? signer : signer + ": " + identity;
  }
}
