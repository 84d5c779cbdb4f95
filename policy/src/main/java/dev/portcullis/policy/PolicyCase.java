package dev.portcullis.policy;

import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A unit test of a policy: what is supposed about one image, and what should be decided.
 *
 * @param name what it shows, for people
 * @param line where it stands in its file, from 1
 * @param subject the image
 * @param at the instant of the decision; empty for that of the run
 * @param findings what would be found
 * @param revoked what would be revoked besides what the policy itself revokes
 * @param exemptions what would be exempted besides what the policy itself exempts
 * @param expected what should be decided
 */
public record PolicyCase(
    String name,
    int line,
    Subject subject,
    Optional<Instant> at,
    Findings findings,
    DenyList revoked,
    List<Exemption> exemptions,
    Expected expected) {
  /** Copies the list. */
  public PolicyCase {
    exemptions = List.copyOf(exemptions);
  }

  /**
   * What should be decided; what is empty may be anything.
   *
   * @param verdict what the proxy should do
   * @param rule the rule that should decide
   * @param basis the word for why, such as {@code revoked}
   * @param signers the signers that should be counted, in any order
   * @param reason text that the reason should contain
   */
  public record Expected(
      Rehearsal.Verdict verdict,
      Optional<String> rule,
      Optional<String> basis,
      Optional<List<String>> signers,
      Optional<String> reason) {
    /** Copies the list. */
    public Expected {
      signers = signers.map(names -> names.stream().sorted().toList());
    }
  }

  /**
   * What came of a case.
   *
   * @param made what the policy decides
   * @param differences what is otherwise than expected, each for people; empty if nothing is
   */
  public record Result(Rehearsal made, List<String> differences) {
    /** Copies the list. */
    public Result {
      differences = List.copyOf(differences);
    }
  }

  /** Asks {@code policy}; {@code now} is the instant of the run. */
  public Result run(Policy policy, Instant now) {
    Rule rule = policy.ruleFor(subject.repository());
    List<Exemption> all = new ArrayList<>(rule.terms().exemptions());
    all.addAll(exemptions);
    Rehearsal made =
        Rehearsal.of(
            rule.exempting(all), policy.denied().plus(revoked), subject, findings, at.orElse(now));
    return new Result(made, differences(made));
  }

  private List<String> differences(Rehearsal made) {
    List<String> differences = new ArrayList<>();
    differs("", expected.verdict().word(), made.verdict().word()).ifPresent(differences::add);
    expected
        .rule()
        .flatMap(rule -> differs("rule ", rule, made.rule()))
        .ifPresent(differences::add);
    expected
        .basis()
        .flatMap(basis -> differs("because ", basis, made.basis()))
        .ifPresent(differences::add);
    expected
        .signers()
        .flatMap(
            names ->
                differs(
                    "signers ",
                    String.join(", ", names),
                    String.join(", ", made.signers().stream().sorted().toList())))
        .ifPresent(differences::add);
    String reason = made.explanation().summary();
    expected
        .reason()
        .filter(text -> !reason.contains(text))
        .ifPresent(text -> differences.add("expected a reason with '" + text + "'"));
    return differences;
  }

  private static Optional<String> differs(String what, String wanted, String found) {
    return wanted.equals(found)
        ? Optional.empty()
        : Optional.of("expected " + what + shown(wanted) + ", found " + what + shown(found));
  }

  private static String shown(String text) {
    return text.isEmpty() ? "none" : text;
  }
}
