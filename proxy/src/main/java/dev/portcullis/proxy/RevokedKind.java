package dev.portcullis.proxy;

/** What can be revoked, as the command line has it. */
enum RevokedKind {
  SIGNER("signer"),
  KEY("key"),
  CERTIFICATE("certificate"),
  DIGEST("digest"),
  LOGENTRY("logEntry");

  private final String word;

  RevokedKind(String word) {
    this.word = word;
  }

  /** The name in the admin API. */
  String word() {
    return word;
  }
}
