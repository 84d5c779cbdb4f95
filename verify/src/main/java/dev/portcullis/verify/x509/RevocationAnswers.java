package dev.portcullis.verify.x509;

import java.util.Map;
import java.util.Optional;

/**
 * What is known about the revocation of certificates when something is verified.
 *
 * @param statuses the statuses that are known
 */
public record RevocationAnswers(Map<RevocationKey, RevocationStatus> statuses) {
  /** Nothing is known. */
  public static final RevocationAnswers NONE = new RevocationAnswers(Map.of());

  /** Copies the map. */
  public RevocationAnswers {
    statuses = Map.copyOf(statuses);
  }

  /**
   * The status that answers {@code question}; unknown if nobody has asked.
   *
   * @param rules what the operator has decided
   */
  public RevocationStatus of(RevocationQuestion question, RevocationRules rules) {
    return Revocation.beforehand(question, rules)
        .or(() -> Optional.ofNullable(statuses.get(question.key())))
        .orElse(RevocationStatus.Unknown.because("it has not been asked for yet"));
  }
}
