package dev.portcullis.proxy.server;

import dev.portcullis.policy.Decision;
import dev.portcullis.proxy.admission.Outcome;
import io.netty.util.AsciiString;

/** Values of header fields, made of parts that may hold anything. */
final class HeaderText {
  static final AsciiString DECISION = AsciiString.cached("portcullis-decision");
  static final AsciiString WARNING = AsciiString.cached("warning");
  static final AsciiString NAMESPACE = AsciiString.cached("oci-namespace");
  static final AsciiString CONTENT_DIGEST = AsciiString.cached("docker-content-digest");
  static final AsciiString API_VERSION = AsciiString.cached("docker-distribution-api-version");
  static final AsciiString API_VERSION_2 = AsciiString.cached("registry/2.0");
  static final AsciiString LINK = AsciiString.cached("link");
  static final AsciiString FILTERS_APPLIED = AsciiString.cached("oci-filters-applied");

  /** Characters of a warning, so that all of it stays below 4,096 bytes. */
  private static final int WARNING_LENGTH = 4000;

  private HeaderText() {}

  /** The value of {@code Portcullis-Decision}. */
  static String decision(Decision decision, String id) {
    boolean seen = decision instanceof Decision.Admit admit && admit.basis() == Decision.Basis.SEEN;
    return Outcome.of(decision).word()
        + "; rule="
        + word(decision.rule())
        + "; id="
        + word(id)
        + (seen ? "; basis=seen" : "");
  }

  /** The value of {@code Warning} (RFC 7234, 5.5): code 299, no agent, no date. */
  static String warning(String text) {
    return "299 - " + quoted(text);
  }

  /** {@code text} with everything but printable ASCII replaced. */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      shown.append(c >= 0x20 && c < 0x7f ? c : '?');
    }
    return shown.toString();
  }

  private static String word(String text) {
    boolean plain = !text.isEmpty();
    for (int i = 0; i < text.length() && plain; i++) {
      char c = text.charAt(i);
      plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '-'
              || c == '_';
    }
    return plain ? text : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    String printable = printable(text);
    for (int i = 0; i < printable.length() && quoted.length() < WARNING_LENGTH; i++) {
      char c = printable.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.append('"').toString();
  }
}
