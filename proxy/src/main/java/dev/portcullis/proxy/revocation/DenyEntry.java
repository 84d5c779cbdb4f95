package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.file.RevokedReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * One thing that an operator has revoked through the admin API.
 *
 * @param kind what it is
 * @param value which one, in its canonical form
 * @param reason why, made fit to print; may be empty
 * @param since when it was revoked
 */
record DenyEntry(Kind kind, String value, String reason, Instant since) {
  /** The kinds of things that can be revoked, and the words for them. */
  enum Kind {
    DIGEST("digest"),
    SIGNER("signer"),
    KEY("key"),
    CERTIFICATE("certificate"),
    LOG_ENTRY("logEntry");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The name in JSON and in queries. */
    String word() {
      return word;
    }

    static Optional<Kind> named(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
  }

  /** Makes the reason fit to print. */
  DenyEntry {
    reason = Quoting.shorten(reason);
  }

  /**
   * An entry.
   *
   * @throws MalformedException if {@code value} is not of this kind; the message says why
   */
  static DenyEntry of(Kind kind, String value, String reason, Instant since)
      throws MalformedException {
    String canonical =
        switch (kind) {
          case DIGEST -> Digest.parse(value).toString();
          case SIGNER -> signer(value);
          case KEY -> RevokedReader.key(value);
          case CERTIFICATE -> RevokedReader.certificate(value);
          case LOG_ENTRY -> RevokedReader.logEntry(value);
        };
    return new DenyEntry(kind, canonical, reason, since);
  }

  private static String signer(String name) throws MalformedException {
    if (!Rule.isName(name)) {
      throw new MalformedException(
          "'"
              + Quoting.shorten(name)
              + "' is not a signer's name: up to "
              + Limits.RULE_NAME_LENGTH
              + " letters, digits, dots, hyphens and underscores");
    }
    return name;
  }

  /** Whether {@code other} revokes the same thing. */
  boolean isSameThing(DenyEntry other) {
    return kind == other.kind && value.equals(other.value);
  }
}
