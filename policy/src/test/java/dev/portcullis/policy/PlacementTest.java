package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.MintedFacts;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Unavailable;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Evidence that is spread over an index and the manifests that it lists. */
class PlacementTest {
  private static final Subject CHILD = Scene.IMAGE;
  private static final Subject INDEX = index(Scene.REPOSITORY, CHILD.digest());
  private static final Subject FOREIGN = index(Scene.REPOSITORY, Scene.OTHER);
  private static final Requirement ON_INDEX = by("a", Placement.INDEX);
  private static final Requirement ON_MANIFEST = by("b", Placement.MANIFEST);
  private static final Rule BOTH = rule(new Requirement.All(List.of(ON_INDEX, ON_MANIFEST)));

  @Test
  void manifestIsAdmittedByItsOwnEvidenceAndThatOnItsIndexTogether() {
    Decision decision = decide(BOTH, DenyList.empty(), signed(CHILD, "b"), signed(INDEX, "a"));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Admit.class,
            admit -> {
              assertThat(admit.basis()).isEqualTo(Decision.Basis.VERIFIED);
              assertThat(admit.signers()).containsExactly("a", "b");
              assertThat(admit.permit().digest()).isEqualTo(CHILD.digest());
            });
  }

  @Test
  void explanationSaysOnWhichDigestEachWasFound() {
    Decision decision = decide(BOTH, DenyList.empty(), signed(CHILD, "b"), signed(INDEX, "a"));
    List<String> reasons =
        decision.explanation().requirements().getFirst().parts().stream()
            .flatMap(part -> part.reasons().stream())
            .toList();
    assertThat(reasons.get(0)).startsWith("on index " + INDEX.digest().shortened() + ": ");
    assertThat(reasons.get(1)).startsWith("on manifest " + CHILD.digest().shortened() + ": ");
  }

  @Test
  void evidenceOnTheWrongOneOfTheTwoDoesNotCount() {
    refused(decide(BOTH, DenyList.empty(), signed(CHILD, "a", "b"), signed(INDEX)));
    refused(decide(BOTH, DenyList.empty(), signed(CHILD), signed(INDEX, "a", "b")));
  }

  @Test
  void withoutAnIndexTheReasonSaysWhatToDo() {
    Decision decision = decide(BOTH, DenyList.empty(), signed(CHILD, "a", "b"));
    refused(decision);
    assertThat(decision.explanation().summary())
        .contains(
            "signature by a on the index", "no index that lists it was admitted", "by its tag");
  }

  @Test
  void indexThatDoesNotListTheManifestLendsNothing() {
    refused(decide(BOTH, DenyList.empty(), signed(CHILD, "b"), signed(FOREIGN, "a")));
  }

  @Test
  void indexOfAnotherRepositoryLendsNothing() {
    Subject elsewhere = index(new RepositoryName("registry.acme.io", "prod/other"), CHILD.digest());
    refused(decide(BOTH, DenyList.empty(), signed(CHILD, "b"), signed(elsewhere, "a")));
  }

  @Test
  void manifestThatClaimsToBeAnIndexLendsNothing() {
    refused(decide(BOTH, DenyList.empty(), signed(CHILD, "b"), signed(CHILD, "a")));
  }

  @Test
  void revokedIndexLendsNothing() {
    DenyList denied = DenyList.of(Map.of(INDEX.digest(), "bad"), Map.of(), Map.of());
    refused(decide(BOTH, denied, signed(CHILD, "b"), signed(INDEX, "a")));
    DenyList longer =
        DenyList.of(
            Map.of(Digest.of(Digest.Algorithm.SHA512, INDEX.content()), "bad"), Map.of(), Map.of());
    refused(decide(BOTH, longer, signed(CHILD, "b"), signed(INDEX, "a")));
  }

  @Test
  void revokedSignerOfTheIndexDoesNotCount() {
    DenyList denied = DenyList.of(Map.of(), Map.of("a", "stolen"), Map.of());
    assertThat(decide(BOTH, denied, signed(CHILD, "b"), signed(INDEX, "a")))
        .isInstanceOfSatisfying(
            Decision.Refuse.class,
            refuse -> assertThat(refuse.refusal()).isEqualTo(Decision.Refusal.REVOKED));
  }

  @Test
  void indexThatBringsHalfOfItIsNotEnough() {
    Rule two =
        rule(new Requirement.All(List.of(by("a", Placement.INDEX), by("c", Placement.INDEX))));
    Subject another = index(Scene.REPOSITORY, CHILD.digest(), Scene.OTHER);
    refused(decide(two, DenyList.empty(), signed(CHILD), signed(INDEX, "a")));
    refused(decide(two, DenyList.empty(), signed(CHILD), signed(another, "c")));
    assertThat(decide(two, DenyList.empty(), signed(CHILD), signed(another, "a", "c")))
        .isInstanceOf(Decision.Admit.class);
  }

  @Test
  void indexIsAdmittedByItsOwnPartAndLeavesTheRestToItsManifests() {
    Decision decision = decide(BOTH, DenyList.empty(), signed(INDEX, "a"));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Admit.class,
            admit -> {
              assertThat(admit.basis()).isEqualTo(Decision.Basis.VERIFIED);
              assertThat(admit.signers()).containsExactly("a");
            });
    assertThat(decision.explanation().requirements().getFirst().parts().getLast().reasons())
        .containsExactly("each manifest of the index is judged when it is pulled");
    refused(decide(BOTH, DenyList.empty(), signed(INDEX, "b")));
    refused(decide(BOTH, DenyList.empty(), signed(INDEX)));
  }

  @Test
  void indexOfWhichNothingIsAskedIsAdmittedAsAList() {
    Rule rule = rule(ON_MANIFEST);
    Decision decision = decide(rule, DenyList.empty(), signed(INDEX));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Admit.class,
            admit -> {
              assertThat(admit.basis()).isEqualTo(Decision.Basis.LISTED);
              assertThat(admit.signers()).isEmpty();
            });
    refused(decide(rule, DenyList.empty(), signed(CHILD), signed(INDEX, "b")));
    DenyList denied = DenyList.of(Map.of(INDEX.digest(), "bad"), Map.of(), Map.of());
    refused(decide(rule, denied, signed(INDEX)));
  }

  @Test
  void indexInAnIndexNeedsItsOwn() {
    Subject outer = index(Scene.REPOSITORY, INDEX.digest());
    refused(decide(BOTH, DenyList.empty(), signed(INDEX), signed(outer, "a")));
  }

  @Test
  void eitherOfTheTwoWillDoWhereTheRuleSaysSo() {
    Rule either = rule(by("a", Placement.EITHER));
    assertThat(decide(either, DenyList.empty(), signed(CHILD, "a")))
        .isInstanceOf(Decision.Admit.class);
    assertThat(decide(either, DenyList.empty(), signed(CHILD), signed(INDEX, "a")))
        .isInstanceOf(Decision.Admit.class);
    assertThat(decide(either, DenyList.empty(), signed(INDEX))).isInstanceOf(Decision.Admit.class);
    refused(decide(either, DenyList.empty(), signed(CHILD), signed(INDEX)));
    refused(decide(either, DenyList.empty(), signed(CHILD)));
  }

  @Test
  void partWithoutAPlacementCountsOnTheIndexForItsManifestToo() {
    Rule mixed = rule(new Requirement.All(List.of(by("a", Placement.USUAL), ON_MANIFEST)));
    assertThat(decide(mixed, DenyList.empty(), signed(CHILD, "b"), signed(INDEX, "a")))
        .isInstanceOf(Decision.Admit.class);
    refused(decide(mixed, DenyList.empty(), signed(CHILD, "b")));
    refused(decide(mixed, DenyList.empty(), signed(INDEX)));
  }

  @Test
  void ruleWithoutPlacementsTakesNothingFromAnIndex() {
    refused(
        decide(
            rule(by("a", Placement.USUAL)), DenyList.empty(), signed(CHILD), signed(INDEX, "a")));
  }

  @Test
  void silenceAboutTheIndexIsUndecidedNotRefused() {
    Findings silent = new Findings(List.of(), List.of(), List.of(new Unavailable("x", "y")));
    assertThat(decide(BOTH, DenyList.empty(), signed(CHILD, "b"), new Enclosing(INDEX, silent)))
        .isInstanceOf(Decision.Undecided.class);
  }

  @Test
  void deferredPartsDoNotStandForTwoSigners() {
    Rule two =
        rule(
            new Requirement.AtLeast(
                2, List.of(by("a", Placement.EITHER), by("c", Placement.EITHER))));
    refused(decide(two, DenyList.empty(), signed(CHILD, "a"), signed(INDEX, "a")));
    assertThat(decide(two, DenyList.empty(), signed(CHILD, "a"), signed(INDEX, "c")))
        .isInstanceOf(Decision.Admit.class);
  }

  @Test
  void everyPlacementIsPartOfTheRevision() {
    assertThat(Stream.of(Placement.values()).map(each -> rule(by("a", each)).revision()))
        .doesNotHaveDuplicates();
  }

  private static Enclosing signed(Subject subject, String... signers) {
    Origin origin =
        new Origin(
            Origin.Source.LEGACY_TAG, Optional.of(Digest.sha256(Bytes.utf8("signatures"))), 0);
    List<Verified> facts =
        Arrays.stream(signers)
            .<Verified>map(
                name ->
                    MintedFacts.signature(
                        origin,
                        subject.digest(),
                        new Voucher.Key(Scene.fingerprint(name + ".pub"))))
            .toList();
    return new Enclosing(subject, new Findings(facts, List.<Finding>of(), List.of()));
  }

  private static Decision decide(Rule rule, DenyList denied, Enclosing pulled, Enclosing... above) {
    return Evaluator.decide(
        rule,
        denied,
        pulled.index(),
        pulled.findings(),
        new Background(Arrays.stream(above).findFirst(), Optional.empty(), List.of()),
        Scene.NOW);
  }

  private static void refused(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Refuse.class);
  }

  private static Requirement by(String name, Placement about) {
    return new Requirement.Signature(Scene.signer(name), Optional.empty(), about);
  }

  private static Rule rule(Requirement requirement) {
    return Scene.rule(Mode.ENFORCE, requirement);
  }

  private static Subject index(RepositoryName repository, Digest... children) {
    String list =
        String.join(
            ",",
            Arrays.stream(children)
                .map(
                    child ->
                        "{\"mediaType\":\"%s\",\"size\":2,\"digest\":\"%s\"}"
                            .formatted(MediaTypes.OCI_MANIFEST, child))
                .toList());
    Bytes raw =
        Bytes.utf8(
            "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(MediaTypes.OCI_INDEX, list));
    return new Subject(
        repository,
        Optional.empty(),
        Digest.sha256(raw),
        Scene.manifest(raw, MediaTypes.OCI_INDEX));
  }
}
