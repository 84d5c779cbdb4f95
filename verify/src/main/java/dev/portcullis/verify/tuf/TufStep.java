package dev.portcullis.verify.tuf;

/** What a {@link TufRefresh} comes to next. */
public sealed interface TufStep {
  /**
   * A file is needed.
   *
   * @param path where it is, relative to the repository's address: plain characters and at most one
   *     slash, never a step upwards
   * @param limit bytes that are accepted; whoever fetches reads no more than one more than that
   */
  record Ask(String path, int limit) implements TufStep {}

  /**
   * Everything is verified.
   *
   * @param trusted what is believed now; it has its target
   */
  record Done(TrustedMetadata trusted) implements TufStep {}

  /** A check failed; what was verified before it stays believed. */
  record Failed(TufFailure failure) implements TufStep {}
}
