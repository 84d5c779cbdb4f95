package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Unavailable;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** What holds for every rule, whatever is found. Each repetition has its own seed. */
class EvaluatorPropertyTest {
  private static final int CASES = 200;
  private static final List<Signer> SIGNERS =
      List.of(
          new Signer.Keys("a", List.of(window("a1", -5, 5), Scene.key("a2"))),
          new Signer.Keys("b", List.of(window("b1", 3, 9))),
          new Signer.Keys("c", List.of(window("c1", -9, -3), window("c2", -3, 3))),
          Scene.signer("d"),
          new Signer.Keyless("e", List.of(identity("e1"), identity("e2"))));
  private static final List<Voucher> CERTIFICATES =
      List.of(certificate("r", "e1"), certificate("r", "e2"), certificate("other", "e1"));
  private static final PredicateType SPDX = type("spdx");
  private static final PredicateType PROVENANCE = type("slsa-provenance-v1");
  private static final List<String> TYPES =
      List.of("https://spdx.dev/Document/v2.3", "https://slsa.dev/provenance/v1");
  private static final List<String> LABELS =
      List.of("a1", "a2", "b1", "c1", "c2", "d.pub", "stranger");

  private static PredicateType type(String word) {
    try {
      return PredicateType.parse(word);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static KeylessIdentity identity(String subject) {
    TextPattern issuer = new TextPattern.Exact("https://login.example");
    return new KeylessIdentity(
        "r", issuer, new TextPattern.Exact(subject), Optional.empty(), new TreeMap<>());
  }

  private static Voucher certificate(String root, String subject) {
    return Scene.certificate(root, subject, "https://login.example", Map.of());
  }

  private static Signer.SignerKey window(String label, int fromDays, int untilDays) {
    return new Signer.SignerKey(
        Scene.fingerprint(label),
        label,
        Optional.of(Scene.NOW.plus(Duration.ofDays(fromDays))),
        Optional.of(Scene.NOW.plus(Duration.ofDays(untilDays))));
  }

  /** One drawn situation. */
  private record Drawn(Rule rule, DenyList denied, Findings findings, Instant now) {
    Decision decide() {
      return Evaluator.decide(rule, denied, Scene.IMAGE, findings, now);
    }

    Drawn with(Findings other) {
      return new Drawn(rule, denied, other, now);
    }

    Drawn with(DenyList other) {
      return new Drawn(rule, other, findings, now);
    }

    Drawn at(Instant other) {
      return new Drawn(rule, denied, findings, other);
    }

    Drawn in(Mode mode) {
      return new Drawn(
          new Rule(rule.name(), rule.images(), mode, rule.require()), denied, findings, now);
    }
  }

  @RepeatedTest(10)
  void moreEvidenceTakesAnAdmissionBackOnlyThroughTheDenyList(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    for (int i = 0; i < CASES; i++) {
      Drawn drawn = draw(random);
      Drawn more = drawn.with(union(drawn.findings(), findings(random)));
      if (drawn.decide() instanceof Decision.Admit(_, _, _, _, Decision.Basis basis, _)) {
        Drawn trusting = more.with(DenyList.empty());
        switch (more.decide()) {
          case Decision.Admit admit ->
              assertThat(basis == Decision.Basis.VERIFIED)
                  .isIn(false, admit.basis() == Decision.Basis.VERIFIED);
          case Decision.Refuse refuse -> {
            assertThat(basis).isNotEqualTo(Decision.Basis.VERIFIED);
            assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.REVOKED);
            assertThat(trusting.decide()).isInstanceOf(Decision.Admit.class);
          }
          case Decision.Undecided undecided -> throw new AssertionError(undecided.toString());
        }
      }
    }
  }

  @RepeatedTest(10)
  void orderNeverMatters(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    for (int i = 0; i < CASES; i++) {
      Drawn drawn = draw(random);
      Findings found = drawn.findings();
      Findings shuffled =
          new Findings(
              shuffled(found.verified(), random),
              shuffled(found.findings(), random),
              shuffled(found.unavailable(), random));
      assertThat(drawn.with(shuffled).decide()).isEqualTo(drawn.decide());
    }
  }

  @RepeatedTest(10)
  void longerDenyListNeverAdmitsMore(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    for (int i = 0; i < CASES; i++) {
      Drawn drawn = draw(random);
      Drawn denying = drawn.with(drawn.denied().plus(denied(random)));
      if (!(drawn.decide() instanceof Decision.Admit)) {
        assertThat(denying.decide()).isNotInstanceOf(Decision.Admit.class);
      }
      DenyList digest = DenyList.of(Map.of(Scene.IMAGE.digest(), ""), Map.of(), Map.of());
      assertThat(drawn.with(digest).decide())
          .isInstanceOfSatisfying(
              Decision.Refuse.class,
              refuse -> assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.REVOKED));
    }
  }

  @RepeatedTest(10)
  void decisionHoldsUntilTheInstantThatItNames(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    for (int i = 0; i < CASES; i++) {
      Drawn drawn = draw(random);
      Decision decision = drawn.decide();
      Instant until = decision.validUntil().orElse(Scene.NOW.plus(Duration.ofDays(365_000)));
      assertThat(until).isAfterOrEqualTo(drawn.now());
      assertThat(drawn.at(until).decide()).isEqualTo(decision);
      long seconds = Duration.between(drawn.now(), until).toSeconds();
      Instant between = drawn.now().plusSeconds((long) (random.nextDouble() * seconds));
      assertThat(drawn.at(between).decide()).isEqualTo(decision);
    }
  }

  @RepeatedTest(10)
  void verifiedMeansWhatTheWordsOfTheRuleSay(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    int admitted = 0;
    for (int i = 0; i < CASES; i++) {
      Drawn drawn = draw(random).in(Mode.ENFORCE);
      boolean met = met(drawn.rule().require().orElseThrow(), drawn);
      boolean verified = drawn.decide() instanceof Decision.Admit;
      assertThat(verified).isEqualTo(met);
      admitted += verified ? 1 : 0;
    }
    assertThat(admitted).isBetween(CASES / 20, CASES - (CASES / 20));
  }

  @RepeatedTest(10)
  void undecidedMeansThatASilentSourceCouldHaveMadeItAnAdmission(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    for (int i = 0; i < CASES; i++) {
      Drawn drawn = draw(random).in(Mode.ENFORCE);
      Scene everything = new Scene();
      LABELS.forEach(everything::signed);
      CERTIFICATES.forEach(everything::signed);
      for (String type : TYPES) {
        LABELS.forEach(
            label -> everything.attested(new Voucher.Key(Scene.fingerprint(label)), type));
        CERTIFICATES.forEach(certificate -> everything.attested(certificate, type));
      }
      Drawn best = drawn.with(union(drawn.findings(), everything.findings()));
      boolean couldBeMet = best.decide() instanceof Decision.Admit;
      boolean silent = !drawn.findings().unavailable().isEmpty();
      Decision decision = drawn.decide();
      if (!(decision instanceof Decision.Admit)) {
        assertThat(decision instanceof Decision.Undecided).isEqualTo(silent && couldBeMet);
      }
    }
  }

  /** Whether a requirement is met, by the shortest way to say it. */
  private static boolean met(Requirement requirement, Drawn drawn) {
    return switch (requirement) {
      case Requirement.All(List<Requirement> of) ->
          !of.isEmpty() && of.stream().allMatch(part -> met(part, drawn));
      case Requirement.AtLeast(int count, List<Requirement> of) ->
          of.stream().filter(part -> met(part, drawn)).count() >= count;
      case Requirement.Signature(Signer by, _, _) ->
          drawn.findings().verified().stream()
              .filter(Verified.Signature.class::isInstance)
              .anyMatch(fact -> counts(by, fact, drawn));
      case Requirement.Attestation(PredicateType type, Signer by, _, _) ->
          drawn.findings().verified().stream()
              .filter(fact -> fact instanceof Verified.Attestation)
              .filter(fact -> type.matches(((Verified.Attestation) fact).predicateType()))
              .anyMatch(fact -> counts(by, fact, drawn));
      case Requirement.Nothing _ -> false;
      case Requirement.Sbom _ -> throw new AssertionError("none is drawn");
    };
  }

  private static boolean counts(Signer by, Verified fact, Drawn drawn) {
    if (!fact.subject().equals(Scene.IMAGE.digest())
        || drawn.denied().signers().contains(by.name())) {
      return false;
    }
    String who = fact.voucher().toString();
    return switch (by) {
      case Signer.Keys keys ->
          keys.keys().stream()
              .filter(key -> !drawn.denied().keys().contains(key.fingerprint()))
              .filter(key -> key.notBefore().stream().noneMatch(drawn.now()::isBefore))
              .filter(key -> key.notAfter().stream().noneMatch(drawn.now()::isAfter))
              .anyMatch(key -> who.contains(key.fingerprint()));
      case Signer.Keyless _ -> who.contains("root=r,");
      case Signer.Notation _ -> throw new AssertionError("none is drawn");
    };
  }

  private static Drawn draw(Random random) {
    Rule rule = Scene.rule(pick(random, List.of(Mode.values())), requirement(random, 3));
    Instant now = Scene.NOW.plus(Duration.ofHours(random.nextInt(-240, 240)));
    return new Drawn(rule, denied(random), findings(random), now);
  }

  private static Requirement requirement(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      Signer signer = pick(random, SIGNERS);
      return random.nextInt(3) == 0
          ? new Requirement.Attestation(random.nextBoolean() ? SPDX : PROVENANCE, signer)
          : Scene.by(signer);
    }
    List<Requirement> parts = new ArrayList<>();
    int size = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(3);
    for (int i = 0; i < size; i++) {
      parts.add(requirement(random, depth - 1));
    }
    return parts.isEmpty() || random.nextBoolean()
        ? new Requirement.All(parts)
        : new Requirement.AtLeast(1 + random.nextInt(parts.size()), parts);
  }

  private static DenyList denied(Random random) {
    Map<String, String> signers = new HashMap<>();
    Map<String, String> keys = new HashMap<>();
    if (random.nextInt(4) == 0) {
      signers.put(pick(random, SIGNERS).name(), "reason");
    }
    if (random.nextInt(4) == 0) {
      keys.put(Scene.fingerprint(pick(random, LABELS)), "");
    }
    return DenyList.of(Map.of(Scene.OTHER, "another"), signers, keys);
  }

  private static Findings findings(Random random) {
    Scene scene = new Scene();
    for (int i = random.nextInt(5); i > 0; i--) {
      String label = pick(random, LABELS);
      if (random.nextInt(5) == 0) {
        scene.signed(label, Scene.OTHER);
      } else {
        scene.signed(label);
      }
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      Voucher voucher =
          random.nextBoolean()
              ? pick(random, CERTIFICATES)
              : new Voucher.Key(Scene.fingerprint(pick(random, LABELS)));
      if (random.nextInt(3) == 0) {
        scene.signed(voucher);
      } else {
        scene.attested(voucher, pick(random, TYPES));
      }
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      Failure.Code code = pick(random, List.of(Failure.Code.values()));
      scene.failed(Failure.of(code, "message " + i));
    }
    for (int i = random.nextInt(2); i > 0; i--) {
      scene.silent("source " + random.nextInt(3));
    }
    return scene.findings();
  }

  private static Findings union(Findings one, Findings other) {
    List<Verified> verified = new ArrayList<>(one.verified());
    verified.addAll(other.verified());
    List<Finding> findings = new ArrayList<>(one.findings());
    findings.addAll(other.findings());
    List<Unavailable> unavailable = new ArrayList<>(one.unavailable());
    unavailable.addAll(other.unavailable());
    return new Findings(verified, findings, unavailable);
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static <T> List<T> shuffled(List<T> list, Random random) {
    List<T> shuffled = new ArrayList<>(list);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }
}
