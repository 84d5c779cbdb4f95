package dev.portcullis.proxy;

/** Something that keeps a command from its work and that its user can mend; told in a sentence. */
sealed class CommandException extends Exception permits ConfigException {
  private static final long serialVersionUID = 1L;

  /** A failure for the reason that {@code message} gives: what is wrong, where, what to do. */
  CommandException(String message) {
    super(message);
  }

  /** A failure with its cause, which only {@code --debug} shows. */
  CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
