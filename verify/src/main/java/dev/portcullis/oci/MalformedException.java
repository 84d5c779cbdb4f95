package dev.portcullis.oci;

/**
 * Input that does not have the form its specification demands. The message is one sentence for a
 * person, says what is wrong and where, and quotes at most a short piece of the input. It carries
 * no stack trace: hostile input must be cheap to reject.
 */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A rejection for the reason that {@code message} gives. */
  public MalformedException(String message) {
    super(message, null, false, false);
  }
}
