package dev.portcullis.verify.tuf;

/** A failed check on its way to {@link TufRefresh}, which makes a value of it. No stack trace. */
final class TufException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient TufFailure failure;

  TufException(TufFailure.Code code, String message) {
    this(new TufFailure(code, message));
  }

  TufException(TufFailure failure) {
    super(failure.message(), null, false, false);
    this.failure = failure;
  }

  TufFailure failure() {
    return failure;
  }
}
