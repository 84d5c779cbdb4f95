package dev.portcullis.policy;

import dev.portcullis.oci.Limits;
import java.util.List;
import java.util.Optional;

/** What holds for the repositories that its patterns match. Immutable. */
public final class Rule {
  /** The name of the rule for repositories that no pattern matches; no other rule may have it. */
  public static final String UNMATCHED = "unmatched";

  /** The name by which evidence itself is served; no rule may have it. */
  public static final String EVIDENCE = "evidence";

  private final String name;
  private final List<ImagePattern> images;
  private final Mode mode;
  private final Optional<Requirement> require;
  private final Terms terms;
  private final String revision;

  /**
   * A rule.
   *
   * @param name unique in the policy, by {@link #isName}; appears in answers, metrics and the
   *     record
   * @param images the patterns; empty only for what holds where no pattern matches
   * @param mode what happens to an artifact that does not meet it
   * @param require what is demanded; empty only for {@code insecureAdmitAnything}
   * @throws IllegalArgumentException if {@code name} is not a name
   */
  public Rule(String name, List<ImagePattern> images, Mode mode, Optional<Requirement> require) {
    this(name, images, mode, require, Terms.USUAL);
  }

  /**
   * A rule with terms of its own.
   *
   * @param terms what it says besides
   * @throws IllegalArgumentException if {@code name} is not a name
   */
  public Rule(
      String name,
      List<ImagePattern> images,
      Mode mode,
      Optional<Requirement> require,
      Terms terms) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a name: " + name);
    }
    this.name = name;
    this.images = List.copyOf(images);
    this.mode = mode;
    this.require = require;
    this.terms = terms;
    Canonical canonical = new Canonical().add("rule 3").add(name).add(mode.name()).add(terms);
    require.ifPresentOrElse(canonical::add, () -> canonical.add("anything"));
    this.revision = canonical.revision();
  }

  /** The rule that refuses whatever no pattern matches. */
  public static Rule refuseUnmatched() {
    return new Rule(
        UNMATCHED, List.of(), Mode.ENFORCE, Optional.of(new Requirement.All(List.of())));
  }

  /** The rule that admits whatever no pattern matches ({@code unmatched: insecureAdmit}). */
  public static Rule admitUnmatched() {
    return new Rule(UNMATCHED, List.of(), Mode.ENFORCE, Optional.empty());
  }

  /**
   * Whether {@code text} may name a rule or signer: at most 63 letters, digits, dots, hyphens and
   * underscores, of which the first is a letter or digit.
   */
  public static boolean isName(String text) {
    if (text.isEmpty() || text.length() > Limits.RULE_NAME_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && (i == 0 || (c != '.' && c != '-' && c != '_'))) {
        return false;
      }
    }
    return true;
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** The patterns. */
  public List<ImagePattern> images() {
    return images;
  }

  /** What happens to an artifact that does not meet it. */
  public Mode mode() {
    return mode;
  }

  /** This rule with these exemptions. */
  public Rule exempting(List<Exemption> exemptions) {
    return new Rule(name, images, mode, require, terms.exempting(exemptions));
  }

  /** What it says besides its requirement and mode. */
  public Terms terms() {
    return terms;
  }

  /** What is demanded; empty only for {@code insecureAdmitAnything}. */
  public Optional<Requirement> require() {
    return require;
  }

  /**
   * The lower-case hexadecimal SHA-256 over everything in the rule that decides: its name, mode,
   * terms and requirement with all signers and keys. Not over its patterns, which only choose it,
   * nor over the deny list. A verdict made under an equal revision would be made again.
   */
  public String revision() {
    return revision;
  }

  /** Whether it says of evidence on which digest of an image for several platforms it must be. */
  public boolean spans() {
    return require.isPresent() && require.get().spans();
  }

  /** Whether the rule is the explicit {@code insecureAdmitAnything}. */
  public boolean admitsAnything() {
    return require.isEmpty();
  }

  /** Whether a statement or SBOM is asked for, in whatever part of the requirement. */
  public boolean asksForStatements() {
    return require.isPresent() && asksForStatements(require.get());
  }

  private static boolean asksForStatements(Requirement requirement) {
    return switch (requirement) {
      case Requirement.All all -> all.of().stream().anyMatch(Rule::asksForStatements);
      case Requirement.AtLeast some -> some.of().stream().anyMatch(Rule::asksForStatements);
      case Requirement.Sbom _, Requirement.Attestation _ -> true;
      case Requirement.Signature _, Requirement.Nothing _ -> false;
    };
  }

  /** Whether an SBOM is asked for, in whatever part of the requirement. */
  public boolean asksForSboms() {
    return require.isPresent() && asksForSboms(require.get());
  }

  private static boolean asksForSboms(Requirement requirement) {
    return switch (requirement) {
      case Requirement.All all -> all.of().stream().anyMatch(Rule::asksForSboms);
      case Requirement.AtLeast some -> some.of().stream().anyMatch(Rule::asksForSboms);
      case Requirement.Sbom _ -> true;
      case Requirement.Signature _, Requirement.Attestation _, Requirement.Nothing _ -> false;
    };
  }

  /** Whether a decision depends on evidence at all; if not, none need be looked for. */
  public boolean asksForEvidence() {
    return require.isPresent() && require.get().signers().findAny().isPresent();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Rule that
        && revision.equals(that.revision)
        && images.equals(that.images);
  }

  @Override
  public int hashCode() {
    return revision.hashCode();
  }

  @Override
  public String toString() {
    return "Rule[" + name + " " + images + "]";
  }
}
