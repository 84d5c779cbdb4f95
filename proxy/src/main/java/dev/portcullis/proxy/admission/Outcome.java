package dev.portcullis.proxy.admission;

import dev.portcullis.policy.Decision;
import java.util.Locale;

/** What a decision means for the client, in one word: the unit of metrics and of the record. */
public enum Outcome {
  /** Served, because it meets its rule or its rule admits anything. */
  ADMIT,
  /** Served although it does not meet its rule; the client is told. */
  WARN,
  /** Served although it does not meet its rule; only the record tells. */
  AUDIT,
  /** Not served. */
  REFUSE,
  /** Not served, because it could not be told. */
  UNDECIDED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The outcome of {@code decision}. */
  public static Outcome of(Decision decision) {
    return switch (decision) {
      case Decision.Admit admit ->
          switch (admit.basis()) {
            case VERIFIED, OPEN, EXEMPTED, SEEN, LISTED -> ADMIT;
            case WARNED -> WARN;
            case AUDITED -> AUDIT;
          };
      case Decision.Refuse refuse -> REFUSE;
      case Decision.Undecided undecided -> UNDECIDED;
    };
  }

  /** The word in lower case, as labels, headers and log lines have it. */
  public String word() {
    return word;
  }
}
