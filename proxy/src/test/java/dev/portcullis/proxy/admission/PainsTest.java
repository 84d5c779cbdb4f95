package dev.portcullis.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.Reference;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.Mode;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What users of other verifiers complain of, each as a pull; {@code docs/pains.md} has the list
 * with the complaints.
 */
class PainsTest {
  private final Gate gate = new Gate(Optional.empty());
  private final LabArtifact image = LabArtifact.image("pains");

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void pain01BundleIsFoundThoughTheFallbackTagCallsItEmpty() throws Exception {
    gate.registry.referrersApi(false);
    gate.push(Gate.APP, "v1", image);
    LabArtifact bundle = bundle();
    gate.push(Gate.APP, "ignored", bundle);
    Bytes index =
        Bytes.utf8(
            """
            {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s",\
            "size":%d,"artifactType":"application/vnd.oci.empty.v1+json"}]}\
            """
                .formatted(
                    MediaTypes.OCI_INDEX,
                    MediaTypes.OCI_MANIFEST,
                    bundle.digest(),
                    bundle.manifest().raw().length()));
    gate.registry.manifest(
        Gate.APP.path(), image.digest().fallbackTag(), MediaTypes.OCI_INDEX, index);

    assertThat(gate.pull(Gate.APP, "v1")).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void pain02BundleByAKeyCountsWithoutCertificateAndLog() throws Exception {
    gate.push(Gate.APP, "v1", image);
    gate.push(Gate.APP, "ignored", bundle());

    assertThat(gate.pull(Gate.APP, "v1"))
        .isInstanceOfSatisfying(
            Answer.Serve.class,
            serve -> assertThat(serve.decision().signers()).containsExactly("release"));
  }

  @Test
  void pain06SecondPullGetsTheDecisionOfTheFirstUntilThePolicyOrTheDenyListChanges() {
    gate.push(Gate.APP, "v1", image);
    gate.sign(Gate.APP, image.digest(), Gate.KEY);
    LabArtifact unsigned = LabArtifact.image("unsigned");
    gate.push(Gate.APP, "v2", unsigned);

    assertThat(served("v1").id()).isEqualTo(served("v1").id());
    assertThat(refused("v2").id()).isEqualTo(refused("v2").id());
    gate.force(Gate.rulebook(Mode.ENFORCE, DenyList.empty(), Gate.OTHER_KEY));
    refused("v1");
    gate.force(Gate.rulebook(Mode.WARN, DenyList.empty()));
    assertThat(served("v1").decision().basis()).isEqualTo(Decision.Basis.VERIFIED);
    assertThat(served("v2").decision().basis()).isEqualTo(Decision.Basis.WARNED);
    gate.force(Gate.rulebook(Mode.ENFORCE, Gate.denied(image.digest())));
    refused("v1");
  }

  @Test
  void pain07UnsignedImageIsLookedIntoOnceInAWhileAndIsServedSoonAfterItIsSigned() {
    gate.push(Gate.APP, "v1", image);
    gate.pull(Gate.APP, image.digest());
    gate.registry.log().clear();
    for (int i = 0; i < 20; i++) {
      assertThat(gate.pull(Gate.APP, image.digest())).isInstanceOf(Answer.Refused.class);
    }
    assertThat(gate.registry.log().all()).isEmpty();
    assertThat(gate.admission().verifications()).isEqualTo(1);

    gate.sign(Gate.APP, image.digest(), Gate.KEY);
    gate.clock.advance(Duration.ofSeconds(6));
    assertThat(gate.pull(Gate.APP, image.digest())).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void pain08OneDigestIsVerifiedOnceHoweverManyTagsAndPullsNameIt() {
    gate.sign(Gate.APP, image.digest(), Gate.KEY);
    List<CompletableFuture<Answer>> pulls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      gate.push(Gate.APP, "v" + i, image);
    }
    for (int i = 0; i < 40; i++) {
      pulls.add(
          gate.admission().manifest(Gate.APP, new Reference.Tag("v" + i % 8), Caller.proxy()));
    }
    pulls.forEach(pull -> assertThat(Gate.await(pull)).isInstanceOf(Answer.Serve.class));

    assertThat(gate.admission().verifications()).isEqualTo(1);
  }

  @Test
  void pain13SignedIndexVouchesForItsChildrenAndASignedChildForItselfOnly() {
    LabArtifact child = LabArtifact.image("child of a signed index");
    LabArtifact index = LabArtifact.index(child);
    gate.push(Gate.APP, "child", child);
    gate.push(Gate.APP, "v1", index);
    gate.sign(Gate.APP, index.digest(), Gate.KEY);
    served("v1");
    assertThat(gate.pull(Gate.APP, child.digest())).isInstanceOf(Answer.Serve.class);

    LabArtifact signed = LabArtifact.image("signed child");
    gate.push(Gate.APP, "signed", signed);
    gate.push(Gate.APP, "v2", LabArtifact.index(signed));
    gate.sign(Gate.APP, signed.digest(), Gate.KEY);
    refused("v2");
    assertThat(gate.pull(Gate.APP, signed.digest())).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void pain17TagThatMovesIsJudgedAnewAndTheAnswerIsTheBytesThatWereJudged() {
    gate.push(Gate.APP, "v1", image);
    gate.sign(Gate.APP, image.digest(), Gate.KEY);
    Answer.Serve first = served("v1");
    assertThat(first.held().digest()).isEqualTo(image.digest());
    assertThat(first.held().manifest().raw()).isEqualTo(image.manifest().raw());

    gate.push(Gate.APP, "v1", LabArtifact.image("what was pushed over it"));
    refused("v1");
    assertThat(gate.pull(Gate.APP, image.digest())).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void pain22RefusalSaysWhatWasRequiredAndWhatWasFoundInstead() {
    gate.push(Gate.APP, "v1", image);
    assertThat(refused("v1").decision().explanation().summary())
        .isEqualTo("requires signature by release; no signature was found");

    LabArtifact foreign = LabArtifact.image("signed by another");
    gate.push(Gate.APP, "v2", foreign);
    gate.sign(Gate.APP, foreign.digest(), Gate.OTHER_KEY);
    Answer.Refused refused = refused("v2");
    assertThat(refused.decision().explanation().summary())
        .isEqualTo(
            "requires signature by release; found 1 signature: by a key that no signer names");
    assertThat(refused.decision().explanation().requirements())
        .allSatisfy(outcome -> assertThat(outcome.reasons()).isNotEmpty());
  }

  private LabArtifact bundle() throws Exception {
    return SigningLab.referrer(
        image,
        LabBundle.of(LabEnvelope.of(LabStatement.cosignSign(image.digest()), Gate.KEY), Gate.KEY));
  }

  private Answer.Serve served(String tag) {
    return AdmissionTest.as(Answer.Serve.class, gate.pull(Gate.APP, tag));
  }

  private Answer.Refused refused(String tag) {
    return AdmissionTest.as(Answer.Refused.class, gate.pull(Gate.APP, tag));
  }
}
