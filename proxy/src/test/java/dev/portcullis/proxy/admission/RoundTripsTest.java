package dev.portcullis.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.demo.RegistryAccess;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The ceiling of serial round trips, and of requests, for the first pull of a digest, by the form
 * in which its evidence is stored: what can be asked for at once is asked for at once.
 */
class RoundTripsTest {
  /** The manifest, the referrers API, the fallback tag and both of cosign's tags. */
  private static final int DISCOVERY = 5;

  private final Gate gate = new Gate(Optional.empty());
  private final LabArtifact image = LabArtifact.image("round-trips");

  @BeforeEach
  void push() {
    gate.push(Gate.APP, "v1", image);
  }

  @AfterEach
  void close() {
    gate.close();
  }

  private Answer pull(int... waves) {
    Waves measured = new Waves(waves);
    gate.registry.misbehave(measured);
    Answer answer = gate.pull(Gate.APP, image.digest());
    requireExact(measured, waves);
    return answer;
  }

  private static void requireExact(Waves measured, int... waves) {
    assertThat(measured.unfilled()).as("waited for, one after the other").isEmpty();
    for (int i = 0; i < waves.length; i++) {
      assertThat(measured.seen().get(i)).as("round trip " + (i + 1)).hasSize(waves[i]);
    }
    assertThat(measured.seen().getLast()).as("beyond the ceiling").isEmpty();
  }

  private LabArtifact bundle() throws MalformedException {
    return SigningLab.referrer(
        image,
        LabBundle.of(LabEnvelope.of(LabStatement.cosignSign(image.digest()), Gate.KEY), Gate.KEY));
  }

  @Test
  void unsignedImageCostsOne() {
    assertThat(pull(DISCOVERY)).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void unsignedImageCostsOneWhereThereIsNoReferrersApi() {
    gate.registry.referrersApi(false);

    assertThat(pull(DISCOVERY)).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void cosignSignatureTagCostsTwo() {
    gate.sign(Gate.APP, image.digest(), Gate.KEY);

    assertThat(pull(DISCOVERY, 1)).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void cosignSignatureAndAttestationTagsCostTwoTogether() {
    Digest digest = image.digest();
    gate.sign(Gate.APP, digest, Gate.KEY);
    gate.push(
        Gate.APP,
        SigningLab.cosignTag(digest, "att"),
        SigningLab.attestationTag(
            LabEnvelope.of(LabStatement.about(digest, "https://slsa.dev/provenance/v1"), Gate.KEY),
            LabEnvelope.of(LabStatement.about(digest, "https://spdx.dev/Document"), Gate.KEY)));

    assertThat(pull(DISCOVERY, 3)).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void bundleByTheReferrersApiCostsThree() throws Exception {
    gate.push(Gate.APP, "ignored", bundle());

    assertThat(pull(DISCOVERY, 1, 1)).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void bundleByTheFallbackTagCostsThree() throws Exception {
    gate.registry.referrersApi(false);
    LabArtifact bundle = bundle();
    gate.push(Gate.APP, "ignored", bundle);
    gate.push(Gate.APP, image.digest().fallbackTag(), LabArtifact.index(bundle));

    assertThat(pull(DISCOVERY, 1, 1)).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void notationSignatureCostsThreeHoweverManyThereAre() {
    for (String mediaType : new String[] {"application/jose+json", "application/cose"}) {
      gate.push(
          Gate.APP,
          "ignored",
          LabNotary.referrer(
              image, LabNotary.signer(mediaType, LabNotary.LEAF, image.in(Gate.APP.toString()))));
    }

    pull(DISCOVERY, 2, 2);
  }

  @Test
  void tagCostsOneMoreAndAWarmTagCostsOne() {
    gate.sign(Gate.APP, image.digest(), Gate.KEY);
    Waves cold = new Waves(1, DISCOVERY, 1);
    gate.registry.misbehave(cold);
    assertThat(gate.pull(Gate.APP, "v1")).isInstanceOf(Answer.Serve.class);
    requireExact(cold, 1, DISCOVERY, 1);

    Waves warm = new Waves(1);
    gate.registry.misbehave(warm);
    assertThat(gate.pull(Gate.APP, "v1")).isInstanceOf(Answer.Serve.class);
    requireExact(warm, 1);
  }

  @Test
  void tokenThatIsHadIsUsedForEveryOtherDigestOfTheRepository() {
    gate.registry.access(RegistryAccess.Bearer.forEverybody());
    LabArtifact other = LabArtifact.image("another");
    gate.push(Gate.APP, "v2", other);
    assertThat(gate.pull(Gate.APP, other.digest())).isInstanceOf(Answer.Refused.class);
    gate.sign(Gate.APP, image.digest(), Gate.KEY);

    assertThat(pull(DISCOVERY, 1)).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void warmDigestCostsNothing() {
    gate.sign(Gate.APP, image.digest(), Gate.KEY);
    pull(DISCOVERY, 1);

    assertThat(pull()).isInstanceOf(Answer.Serve.class);
  }
}
