package dev.portcullis.proxy.admission;

import static dev.portcullis.proxy.admission.Gate.APP;
import static dev.portcullis.proxy.admission.Gate.KEY;
import static dev.portcullis.proxy.admission.Gate.OTHER;
import static dev.portcullis.proxy.admission.Gate.OTHER_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.Reference;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.Mode;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.Reply;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.verify.lab.LabArtifact;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Gate gate = new Gate(Optional.empty());
  private final LabArtifact image = LabArtifact.image("app");

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void unsignedImageIsRefusedAndSignedOneServedWithItsOwnBytes() {
    gate.push(APP, "v1", image);
    Answer.Refused refused = as(Answer.Refused.class, gate.pull(APP, image.digest()));
    assertThat(refused.decision().refusal()).isEqualTo(Decision.Refusal.UNVERIFIED);
    assertThat(refused.decision().explanation().summary()).contains("no signature was found");

    gate.sign(APP, image.digest(), KEY);
    gate.clock.advance(Duration.ofSeconds(6));
    Answer.Serve served = as(Answer.Serve.class, gate.pull(APP, image.digest()));
    assertThat(served.held().manifest().raw()).isEqualTo(image.manifest().raw());
    assertThat(served.permit().digest()).isEqualTo(image.digest());
    assertThat(served.decision().signers()).containsExactly("release");
  }

  @Test
  void signatureByAnotherKeyIsRefused() {
    gate.push(APP, "v1", image);
    gate.sign(APP, image.digest(), OTHER_KEY);
    as(Answer.Refused.class, gate.pull(APP, "v1"));
  }

  @Test
  void warmPullAsksNobody() {
    admitted(APP, image);
    gate.registry.log().clear();
    assertThat(gate.admission().warm(APP, image.digest(), Caller.proxy()))
        .get()
        .isInstanceOf(Answer.Serve.class);
    as(Answer.Serve.class, gate.pull(APP, image.digest()));
    assertThat(gate.registry.log().all()).isEmpty();
    assertThat(gate.admission().hits()).isEqualTo(2);
  }

  @Test
  void tagIsResolvedByOneHeadAndNothingElseWhenWarm() {
    admitted(APP, image);
    gate.registry.log().clear();
    as(Answer.Serve.class, gate.pull(APP, "v1"));
    assertThat(gate.registry.log().all()).hasSize(1);
    assertThat(gate.registry.log().all().getFirst().method()).isEqualTo("HEAD");
  }

  @Test
  void thousandConcurrentPullsOfOneColdImageVerifyOnce() {
    gate.push(APP, "v1", image);
    gate.sign(APP, image.digest(), KEY);
    List<CompletableFuture<Answer>> pulls =
        Stream.generate(
                () ->
                    gate.admission()
                        .manifest(APP, new Reference.ByDigest(image.digest()), Caller.proxy()))
            .limit(1_000)
            .toList();
    pulls.forEach(pull -> as(Answer.Serve.class, Gate.await(pull)));
    assertThat(gate.admission().verifications()).isEqualTo(1);
    assertThat(
            gate.registry.log().all().stream()
                .filter(seen -> seen.uri().endsWith("/manifests/" + image.digest()))
                .count())
        .isEqualTo(1);
  }

  @Test
  void childOfAdmittedIndexIsAdmittedThroughItAndRefusedBeforeIt() {
    LabArtifact child = LabArtifact.image("child");
    LabArtifact index = LabArtifact.index(child);
    gate.push(APP, "child", child);
    gate.push(APP, "v1", index);
    gate.sign(APP, index.digest(), KEY);

    as(Answer.Refused.class, gate.pull(APP, child.digest()));
    as(Answer.Serve.class, gate.pull(APP, index.digest()));
    Answer.Serve served = as(Answer.Serve.class, gate.pull(APP, child.digest()));
    assertThat(served.permit().digest()).isEqualTo(child.digest());
    as(Answer.Relay.class, gate.blob(APP, Gate.layerOf(child)));
  }

  @Test
  void edgesDoNotCrossRepositories() {
    LabArtifact child = LabArtifact.image("child");
    LabArtifact index = LabArtifact.index(child);
    gate.push(APP, "child", child);
    gate.push(OTHER, "child", child);
    admitted(APP, index);
    as(Answer.Serve.class, gate.pull(APP, child.digest()));
    as(Answer.Refused.class, gate.pull(OTHER, child.digest()));
    as(Answer.Unreferenced.class, gate.blob(OTHER, Gate.layerOf(child)));
  }

  @Test
  void blobLeavesOnlyAfterItsManifestWasAdmitted() {
    gate.push(APP, "v1", image);
    Digest layer = Gate.layerOf(image);
    Answer.Unreferenced unreferenced = as(Answer.Unreferenced.class, gate.blob(APP, layer));
    assertThat(unreferenced.message()).contains("belongs to no manifest that was admitted");
    gate.sign(APP, image.digest(), KEY);
    as(Answer.Serve.class, gate.pull(APP, image.digest()));
    Answer.Relay relay = as(Answer.Relay.class, gate.blob(APP, layer));
    assertThat(relay.permit().digest()).isEqualTo(layer);
    assertThat(relay.size()).isPresent();
  }

  @Test
  void manifestAskedForAsBlobIsJudgedAsManifest() {
    gate.push(APP, "v1", image);
    as(Answer.Refused.class, gate.blob(APP, image.digest()));
    LabArtifact signed = LabArtifact.image("signed");
    gate.push(APP, "v2", signed);
    gate.sign(APP, signed.digest(), KEY);
    as(Answer.Serve.class, gate.blob(APP, signed.digest()));
  }

  @Test
  void revokedDigestIsRefusedOnTheNextPullAndSoAreItsBlobs() {
    admitted(APP, image);
    as(Answer.Relay.class, gate.blob(APP, Gate.layerOf(image)));
    gate.force(Gate.rulebook(Mode.ENFORCE, Gate.denied(image.digest())));
    Answer.Refused refused = as(Answer.Refused.class, gate.pull(APP, image.digest()));
    assertThat(refused.decision().refusal()).isEqualTo(Decision.Refusal.REVOKED);
    as(Answer.Refused.class, gate.blob(APP, Gate.layerOf(image)));
  }

  @Test
  void revokedIndexTakesItsChildrenWithIt() {
    LabArtifact child = LabArtifact.image("child");
    LabArtifact index = LabArtifact.index(child);
    gate.push(APP, "child", child);
    admitted(APP, index);
    as(Answer.Serve.class, gate.pull(APP, child.digest()));
    gate.force(Gate.rulebook(Mode.ENFORCE, Gate.denied(index.digest())));
    as(Answer.Refused.class, gate.pull(APP, child.digest()));
    as(Answer.Refused.class, gate.blob(APP, Gate.layerOf(child)));
  }

  @Test
  void changedPolicyFlipsACachedVerdictOnTheNextPull() {
    admitted(APP, image);
    gate.force(Gate.rulebook(Mode.ENFORCE, DenyList.empty(), OTHER_KEY));
    as(Answer.Refused.class, gate.pull(APP, image.digest()));
    as(Answer.Refused.class, gate.blob(APP, Gate.layerOf(image)));
    gate.force(Gate.rulebook(Mode.ENFORCE, DenyList.empty()));
    as(Answer.Serve.class, gate.pull(APP, image.digest()));
  }

  @Test
  void troubleWithEvidenceIsUndecidedAndNotRemembered() {
    gate.push(APP, "v1", image);
    gate.sign(APP, image.digest(), KEY);
    gate.registry.misbehave(
        seen ->
            seen.operation() == Operation.REFERRERS || seen.uri().contains(".sig")
                ? Optional.of(Misbehaviour.answer(Reply.of(500)))
                : Optional.empty());
    as(Answer.Undecided.class, gate.pull(APP, image.digest()));
    gate.registry.behave();
    as(Answer.Serve.class, gate.pull(APP, image.digest()));
  }

  @Test
  void evidenceItselfIsServedSoThatClientsCanVerifyAgain() {
    gate.push(APP, "v1", image);
    gate.sign(APP, image.digest(), KEY);
    Answer.Serve served =
        as(Answer.Serve.class, gate.pull(APP, image.digest().fallbackTag() + ".sig"));
    assertThat(served.permit().rule()).isEqualTo("evidence");
    as(
        Answer.Relay.class,
        gate.blob(
            APP, served.held().manifest().references().skip(1).findFirst().orElseThrow().digest()));
  }

  @Test
  void whatWasDeletedThroughTheProxyIsGoneWithItsBlobs() {
    admitted(APP, image);
    Digest layer = Gate.layerOf(image);
    as(Answer.Relay.class, gate.blob(APP, layer));
    gate.registry.misbehave(
        seen ->
            seen.uri().contains("/manifests/")
                ? Optional.of(Misbehaviour.answer(Reply.error(404, "MANIFEST_UNKNOWN", "gone")))
                : Optional.empty());
    as(Answer.Serve.class, gate.pull(APP, image.digest()));
    gate.admission().forget(APP, new Reference.ByDigest(image.digest()));
    as(Answer.Absent.class, gate.pull(APP, image.digest()));
    as(Answer.Unreferenced.class, gate.blob(APP, layer));
  }

  @Test
  void absentManifestStaysAbsent() {
    as(Answer.Absent.class, gate.pull(APP, "nothing"));
    as(Answer.Absent.class, gate.pull(APP, image.digest()));
  }

  @Test
  void layerToBeFetchedFromElsewhereIsUnacceptable() {
    String body =
        """
        {"schemaVersion":2,"mediaType":"%1$s","config":{"mediaType":"%2$s","digest":"%3$s","size":2},
        "layers":[{"mediaType":"x/y","digest":"%3$s","size":2,"urls":["https://elsewhere.test/l"]}]}\
        """
            .formatted(
                MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG, Digest.sha256(Gate.utf8("{}")));
    gate.registry.blob(APP.path(), Gate.utf8("{}"));
    Digest digest =
        gate.registry.manifest(APP.path(), "f", MediaTypes.OCI_MANIFEST, Gate.utf8(body));
    Answer.Unacceptable answer = as(Answer.Unacceptable.class, gate.pull(APP, digest));
    assertThat(answer.message()).contains("https://elsewhere.test/l");
  }

  @Test
  void tagThatMovesIsJudgedByWhatItPointsToNow() {
    admitted(APP, image);
    LabArtifact evil = LabArtifact.image("evil");
    gate.push(APP, "v1", evil);
    as(Answer.Refused.class, gate.pull(APP, "v1"));
    as(Answer.Serve.class, gate.pull(APP, image.digest()));
  }

  @Test
  void warnAndAuditAdmitWhatDoesNotMeetTheRuleAndSaySo() {
    gate.push(APP, "v1", image);
    gate.force(Gate.rulebook(Mode.WARN, DenyList.empty()));
    assertThat(as(Answer.Serve.class, gate.pull(APP, "v1")).decision().basis())
        .isEqualTo(Decision.Basis.WARNED);
    gate.force(Gate.rulebook(Mode.AUDIT, DenyList.empty()));
    assertThat(as(Answer.Serve.class, gate.pull(APP, "v1")).decision().basis())
        .isEqualTo(Decision.Basis.AUDITED);
    gate.force(Gate.rulebook(Mode.ENFORCE, DenyList.empty()));
    as(Answer.Refused.class, gate.pull(APP, "v1"));
    as(Answer.Refused.class, gate.blob(APP, Gate.layerOf(image)));
  }

  @Test
  void openGateLetsBlobsOutAndStillJudgesManifests() {
    gate.openGate();
    gate.push(APP, "v1", image);
    as(Answer.Relay.class, gate.blob(APP, Gate.layerOf(image)));
    as(Answer.Refused.class, gate.blob(APP, image.digest()));
    gate.force(Gate.rulebook(Mode.ENFORCE, Gate.denied(Gate.layerOf(image))));
    as(Answer.Unreferenced.class, gate.blob(APP, Gate.layerOf(image)));
  }

  private void admitted(dev.portcullis.oci.RepositoryName repository, LabArtifact artifact) {
    gate.push(repository, "v1", artifact);
    gate.sign(repository, artifact.digest(), KEY);
    as(Answer.Serve.class, gate.pull(repository, artifact.digest()));
  }

  static <T extends Answer> T as(Class<T> type, Answer answer) {
    assertThat(answer).isInstanceOf(type);
    return type.cast(answer);
  }
}
