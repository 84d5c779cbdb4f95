package dev.portcullis.policy;

import dev.portcullis.policy.condition.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * How one rule stands to another: whether whatever meets one is sure to meet the other. It is told
 * by what they say, without regard to what conditions mean, so that {@link #OTHER} may hide one of
 * the rest, and none of the rest is ever wrong.
 */
public enum Strictness {
  /** They decide alike. */
  SAME("the same"),
  /** It refuses all that the other does, and more. */
  STRICTER("stricter"),
  /** It admits all that the other does, and more. */
  LOOSER("looser"),
  /** Neither is sure. */
  OTHER("otherwise");

  private final String word;

  Strictness(String word) {
    this.word = word;
  }

  /** The word for people. */
  public String word() {
    return word;
  }

  /** How {@code now} stands to {@code before}. */
  public static Strictness of(Rule before, Rule now) {
    return of(isAtLeastAsStrict(now, before), isAtLeastAsStrict(before, now));
  }

  /** How {@code now} stands to {@code before}. */
  public static Strictness of(Signer before, Signer now) {
    return of(isWithin(now, before), isWithin(before, now));
  }

  private static Strictness of(boolean stricter, boolean looser) {
    if (stricter) {
      return looser ? SAME : STRICTER;
    }
    return looser ? LOOSER : OTHER;
  }

  private static boolean isAtLeastAsStrict(Rule one, Rule other) {
    if (other.admitsAnything()) {
      return true;
    }
    return one.require().isPresent()
        && implies(one.require().get(), other.require().orElseThrow())
        && one.mode().compareTo(other.mode()) <= 0
        && isAtLeastAsStrict(one.terms(), other.terms());
  }

  private static boolean isAtLeastAsStrict(Terms one, Terms other) {
    boolean onTrouble =
        one.onUnavailable() == Terms.OnUnavailable.REFUSE
            || (one.onUnavailable() == other.onUnavailable()
                && one.seenWithin().compareTo(other.seenWithin()) <= 0);
    Optional<Instant> minimum = other.freshness().minimum();
    Optional<Duration> age = other.freshness().maxAge();
    return one.enforced() >= other.enforced()
        && onTrouble
        && (minimum.isEmpty()
            || one.freshness().minimum().filter(each -> !each.isBefore(minimum.get())).isPresent())
        && (age.isEmpty()
            || one.freshness().maxAge().filter(each -> each.compareTo(age.get()) <= 0).isPresent())
        && one.signedAs().equals(other.signedAs())
        && new HashSet<>(other.exemptions()).containsAll(one.exemptions());
  }

  /** Whether whatever meets {@code one} is sure to meet {@code other}. */
  private static boolean implies(Requirement one, Requirement other) {
    if (one.equals(other) || isNever(one)) {
      return true;
    }
    if (isNever(other)) {
      return false;
    }
    return switch (other) {
      case Requirement.All all -> all.of().stream().allMatch(part -> implies(one, part));
      case Requirement.AtLeast some -> isCounted(one, some);
      case Requirement.Single single -> isImplied(one, single);
      case Requirement.Nothing _ -> false;
    };
  }

  private static boolean isNever(Requirement requirement) {
    return switch (requirement) {
      case Requirement.Nothing _ -> true;
      case Requirement.All all ->
          all.of().isEmpty() || all.of().stream().anyMatch(Strictness::isNever);
      case Requirement.AtLeast _, Requirement.Single _ -> false;
    };
  }

  private static boolean isCounted(Requirement one, Requirement.AtLeast other) {
    boolean byOne = other.count() == 1 && other.of().stream().anyMatch(part -> implies(one, part));
    return byOne
        || switch (one) {
          case Requirement.All all -> all.of().stream().anyMatch(part -> implies(part, other));
          case Requirement.AtLeast some ->
              (some.count() >= other.count() && isWithin(some.of(), other.of()))
                  || (some.count() == 1
                      && some.of().stream().allMatch(part -> implies(part, other)));
          case Requirement.Single _, Requirement.Nothing _ -> false;
        };
  }

  /** Whether each of {@code some} implies another one of {@code others}. */
  private static boolean isWithin(List<Requirement> some, List<Requirement> others) {
    List<Requirement> left = new ArrayList<>(others);
    for (Requirement each : some) {
      Optional<Requirement> found = left.stream().filter(part -> implies(each, part)).findFirst();
      if (found.isEmpty()) {
        return false;
      }
      left.remove(found.get());
    }
    return true;
  }

  private static boolean isImplied(Requirement one, Requirement.Single other) {
    return switch (one) {
      case Requirement.All all -> all.of().stream().anyMatch(part -> implies(part, other));
      case Requirement.AtLeast some ->
          some.of().size() - some.count()
              < some.of().stream().filter(part -> implies(part, other)).count();
      case Requirement.Single single -> isImplied(single, other);
      case Requirement.Nothing _ -> true;
    };
  }

  private static boolean isImplied(Requirement.Single one, Requirement.Single other) {
    if (one.about() != other.about() || !isWithin(one.by(), other.by())) {
      return false;
    }
    return switch (other) {
      case Requirement.Signature(Signer _, Optional<Condition> where, Placement _) ->
          one instanceof Requirement.Signature signature && isAsked(signature.where(), where);
      case Requirement.Attestation(
              PredicateType type,
              Signer _,
              Optional<Condition> where,
              Placement _) ->
          one instanceof Requirement.Attestation attestation
              && attestation.type().equals(type)
              && isAsked(attestation.where(), where);
      case Requirement.Sbom sbom ->
          one instanceof Requirement.Sbom bill
              && sbom.formats().containsAll(bill.formats())
              && isAsked(bill.where(), sbom.where());
    };
  }

  private static boolean isAsked(Optional<Condition> one, Optional<Condition> other) {
    return other.isEmpty() || one.equals(other);
  }

  /** Whether whoever is {@code one} is sure to be {@code other}; both go by the same name. */
  private static boolean isWithin(Signer one, Signer other) {
    if (!one.name().equals(other.name())) {
      return false;
    }
    return switch (other) {
      case Signer.Keys keys ->
          one instanceof Signer.Keys own
              && own.keys().stream()
                  .allMatch(key -> keys.keys().stream().anyMatch(each -> isWithin(key, each)));
      case Signer.Keyless identities ->
          one instanceof Signer.Keyless own
              && own.revocation() == identities.revocation()
              && new HashSet<>(identities.identities()).containsAll(own.identities());
      case Signer.Notation _ -> Canonical.revision(one).equals(Canonical.revision(other));
    };
  }

  private static boolean isWithin(Signer.SignerKey one, Signer.SignerKey other) {
    return one.fingerprint().equals(other.fingerprint())
        && (other.notBefore().isEmpty()
            || one.notBefore().filter(time -> !time.isBefore(other.notBefore().get())).isPresent())
        && (other.notAfter().isEmpty()
            || one.notAfter().filter(time -> !time.isAfter(other.notAfter().get())).isPresent());
  }
}
