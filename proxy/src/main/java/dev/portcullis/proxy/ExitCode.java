package dev.portcullis.proxy;

/** What the program tells its caller. */
final class ExitCode {
  /** Done; of {@code verify}: it would be admitted. */
  static final int OK = 0;

  /** Of {@code verify}: it would be refused; of {@code demo}: an outcome was not as expected. */
  static final int REFUSED = 1;

  /** Of {@code verify}: it could not be told. */
  static final int UNDECIDED = 2;

  /** Bad usage, a bad configuration, or a bug. */
  static final int UNUSABLE = 3;

  private ExitCode() {}
}
