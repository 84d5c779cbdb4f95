package dev.portcullis.proxy.server;

/** Carries an error out of the depths of the router; cheap, without a stack trace. */
final class RejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient OciError error;

  RejectedException(OciError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  OciError error() {
    return error;
  }
}
