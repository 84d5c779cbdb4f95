package dev.portcullis.oci;

/**
 * Input that does not have the form its specification demands. The message is one sentence for a
 * person, says what is wrong and where, and quotes at most a short piece of the input. It carries
 * no stack trace: hostile input must be cheap to reject.
 */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String message;
  private final boolean overLimit;

  /** A rejection for the reason that {@code message} gives. */
  public MalformedException(String message) {
    this(message, false);
  }

  private MalformedException(String message, boolean overLimit) {
    super(message, null, false, false);
    this.message = message;
    this.overLimit = overLimit;
  }

  /** A rejection because a bound of {@link Limits} is exceeded. */
  public static MalformedException overLimit(String message) {
    return new MalformedException(message, true);
  }

  /** Whether the form may be right and only a bound of {@link Limits} is exceeded. */
  public boolean isOverLimit() {
    return overLimit;
  }

  /** The sentence. */
  @Override
  public String getMessage() {
    return message;
  }
}
