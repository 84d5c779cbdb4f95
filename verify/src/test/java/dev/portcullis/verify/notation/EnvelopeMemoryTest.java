package dev.portcullis.verify.notation;

import static dev.portcullis.verify.notation.NotationFixture.SUBJECT;
import static dev.portcullis.verify.notation.NotationFixture.judgedRefused;
import static dev.portcullis.verify.notation.NotationFixture.strict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.lab.LabTimestamp;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;

/** What is remembered of an envelope changes no answer. */
class EnvelopeMemoryTest {
  private static final Instant NOW = LabNotary.SIGNED;
  private static final RevocationStatus GOOD = new RevocationStatus.Good(NOW.plusSeconds(60), "x");
  private static final RevocationStatus REVOKED =
      new RevocationStatus.Revoked(NOW, "keyCompromise", false, Optional.empty(), "x");
  private static final LabHolder LEAF = LabNotary.revocableLeaf().issuedBy(LabNotary.MIDDLE);
  private static final LabHolder TSA =
      LabNotary.tsa()
          .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp("http://ocsp.time.test"))
          .issuedBy(LabNotary.TSA_MIDDLE);

  private final NotationTrust trust = LabNotary.trust();

  private static Candidate.Notation candidate(LabHolder leaf) {
    return LabNotary.candidate(
        LabNotary.signer(MediaTypes.NOTATION_JWS, leaf, SUBJECT)
            .timestamp(
                signature ->
                    LabTimestamp.of(TSA, signature, NOW)
                        .embed(TSA)
                        .embed(LabNotary.TSA_MIDDLE)
                        .token()));
  }

  private Optional<NotationOutcome> look(
      Subject subject, Candidate.Notation candidate, RevocationAnswers answers, Trail trail) {
    return new NotationVerifier(subject, trust, answers).establish(candidate, trail);
  }

  private NotationOutcome look(Candidate.Notation candidate, RevocationAnswers answers) {
    return look(SUBJECT, candidate, answers, new Trail()).orElseThrow();
  }

  private static RevocationAnswers answers(RevocationStatus ofLeaf, RevocationStatus ofTsa) {
    return new RevocationAnswers(
        Map.of(
            new RevocationQuestion(LEAF.certificate(), LabNotary.MIDDLE.certificate()).key(),
            ofLeaf,
            new RevocationQuestion(TSA.certificate(), LabNotary.TSA_MIDDLE.certificate()).key(),
            ofTsa));
  }

  @Test
  void answersThatComeLaterAreHeeded() {
    Candidate.Notation candidate = candidate(LEAF);
    TrustPolicyStatement policy = strict("ca:acme", "tsa:time");
    judgedRefused(
        NotationJudge.judge(policy, look(candidate, RevocationAnswers.NONE), NOW),
        Code.REVOCATION_UNKNOWN,
        "it has not been asked for yet");
    assertThat(trust.envelopes().find(candidate)).isPresent();
    assertThat(NotationJudge.judge(policy, look(candidate, answers(GOOD, GOOD)), NOW).passed())
        .isTrue();
    judgedRefused(
        NotationJudge.judge(policy, look(candidate, answers(REVOKED, GOOD)), NOW),
        Code.REVOKED,
        "CN=signer,OU=release");
    judgedRefused(
        NotationJudge.judge(policy, look(candidate, answers(GOOD, REVOKED)), NOW),
        Code.REVOKED,
        "CN=signer,O=time");
    judgedRefused(
        NotationJudge.judge(policy, look(candidate, RevocationAnswers.NONE), NOW),
        Code.REVOCATION_UNKNOWN,
        "it has not been asked for yet");
  }

  @Test
  void secondLookTellsAndFindsTheSame() {
    Candidate.Notation candidate = candidate(LabNotary.LEAF);
    Trail first = new Trail();
    Trail second = new Trail();
    Optional<NotationOutcome> one = look(SUBJECT, candidate, RevocationAnswers.NONE, first);
    Optional<NotationOutcome> two = look(SUBJECT, candidate, RevocationAnswers.NONE, second);
    assertThat(two).isEqualTo(one);
    assertThat(second.checks()).isEqualTo(first.checks());
  }

  @Test
  void rememberedEnvelopeIsStillAboutItsSubjectOnly() {
    Candidate.Notation candidate = candidate(LabNotary.LEAF);
    look(candidate, RevocationAnswers.NONE);
    Trail trail = new Trail();
    Subject other = LabArtifact.image("other").in("registry.acme.io/app");
    assertThat(look(other, candidate, RevocationAnswers.NONE, trail)).isEmpty();
    assertThat(((Check.Failed) trail.checks().getLast()).failure().code())
        .isEqualTo(Code.SUBJECT_MISMATCH);
  }

  @Test
  void originIsThatOfTheSecondLook() {
    Candidate.Notation candidate = candidate(LabNotary.LEAF);
    look(candidate, RevocationAnswers.NONE);
    Origin elsewhere = new Origin(Origin.Source.FALLBACK_TAG, Optional.empty(), 0);
    NotationOutcome second =
        look(
            new Candidate.Notation(elsewhere, candidate.envelopeType(), candidate.envelope()),
            RevocationAnswers.NONE);
    assertThat(second.origin()).isEqualTo(elsewhere);
  }

  @Test
  void sameBytesUnderTheOtherTypeAreNotTheSame() {
    Candidate.Notation candidate = candidate(LabNotary.LEAF);
    look(candidate, RevocationAnswers.NONE);
    assertThat(
            look(
                SUBJECT,
                new Candidate.Notation(
                    candidate.origin(), MediaTypes.NOTATION_COSE, candidate.envelope()),
                RevocationAnswers.NONE,
                new Trail()))
        .isEmpty();
  }

  @Test
  void whatFailsIsNotRemembered() {
    Candidate.Notation damaged =
        LabNotary.candidate(
            LabNotary.signer(MediaTypes.NOTATION_JWS, LabNotary.LEAF, SUBJECT)
                .editingSignature(signature -> Bytes.wrap(new byte[signature.length()])));
    assertThat(look(SUBJECT, damaged, RevocationAnswers.NONE, new Trail())).isEmpty();
    assertThat(trust.envelopes().find(damaged)).isEmpty();
  }

  @Test
  void strangersAndLargeEnvelopesAreNotRemembered() {
    Candidate.Notation stranger =
        LabNotary.candidate(
            LabNotary.signer(MediaTypes.NOTATION_JWS, SUBJECT, LabNotary.leaf().selfSigned()));
    look(stranger, RevocationAnswers.NONE);
    assertThat(trust.envelopes().find(stranger)).isEmpty();
    LabNotation wordy =
        LabNotary.signer(MediaTypes.NOTATION_JWS, LabNotary.LEAF, SUBJECT)
            .signed("acme.note", "x".repeat(Limits.REMEMBERED_ENVELOPE_BYTES));
    Candidate.Notation large = LabNotary.candidate(wordy);
    look(large, RevocationAnswers.NONE);
    assertThat(trust.envelopes().find(large)).isEmpty();
  }

  @Test
  void memoryIsBounded() {
    EnvelopeMemory memory = new EnvelopeMemory();
    Candidate.Notation good = candidate(LabNotary.LEAF);
    look(good, RevocationAnswers.NONE);
    EnvelopeFacts facts = trust.envelopes().find(good).orElseThrow();
    List<Candidate.Notation> many =
        IntStream.rangeClosed(0, Limits.REMEMBERED_ENVELOPES)
            .mapToObj(
                i ->
                    new Candidate.Notation(
                        good.origin(), good.envelopeType(), Bytes.utf8("envelope " + i)))
            .toList();
    many.forEach(each -> memory.remember(each, facts));
    assertThat(many.stream().filter(each -> memory.find(each).isPresent())).hasSize(1);
  }
}
