package dev.portcullis.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.demo.RegistryAccess;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import java.util.Map;
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

  private static final String[] NOTATION = {"application/jose+json", "application/cose"};

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

  /** What cosign signs follows from the digest, so its blob need not be fetched. */
  @Test
  void cosignSignatureTagCostsNoMoreThanAnUnsignedImage() {
    gate.sign(Gate.APP, image.digest(), Gate.KEY);

    assertThat(pull(DISCOVERY)).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void cosignSignatureWithAnnotationsOfTheSignersOwnCostsTwo() {
    Digest digest = image.digest();
    gate.push(
        Gate.APP,
        SigningLab.cosignTag(digest, "sig"),
        SigningLab.signatureTag(
            LabSignature.of(digest, Gate.KEY).withOptional(digest, Map.of("build", "7"))));

    assertThat(pull(DISCOVERY, 1)).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void cosignSignatureAndAttestationTagsCostTwoTogether() {
    Digest digest = image.digest();
    gate.sign(Gate.APP, digest, Gate.KEY);
    gate.push(Gate.APP, SigningLab.cosignTag(digest, "att"), attestations(digest));

    assertThat(pull(DISCOVERY, 2)).isInstanceOf(Answer.Serve.class);
  }

  private static LabArtifact attestations(Digest digest) {
    return SigningLab.attestationTag(
        LabEnvelope.of(LabStatement.about(digest, "https://slsa.dev/provenance/v1"), Gate.KEY),
        LabEnvelope.of(LabStatement.about(digest, "https://spdx.dev/Document"), Gate.KEY));
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
  void attestationsInBundlesCostThreeHoweverManyThereAre() throws Exception {
    gate.push(Gate.APP, "ignored", bundle());
    for (String type :
        new String[] {"https://slsa.dev/provenance/v1", "https://spdx.dev/Document"}) {
      gate.push(
          Gate.APP,
          "ignored",
          SigningLab.referrer(
              image,
              LabBundle.of(
                  LabEnvelope.of(LabStatement.about(image.digest(), type), Gate.KEY), Gate.KEY)));
    }

    assertThat(pull(DISCOVERY, 3, 3)).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void notationSignatureCostsThreeHoweverManyThereAre() {
    for (String mediaType : NOTATION) {
      gate.push(Gate.APP, "ignored", notation(mediaType));
    }

    pull(DISCOVERY, 2, 2);
  }

  @Test
  void notationSignatureByTheFallbackTagCostsThree() {
    gate.registry.referrersApi(false);
    for (String mediaType : NOTATION) {
      gate.push(Gate.APP, "ignored", notation(mediaType));
    }
    gate.push(
        Gate.APP,
        image.digest().fallbackTag(),
        LabArtifact.index(notation(NOTATION[0]), notation(NOTATION[1])));

    pull(DISCOVERY, 2, 2);
  }

  private LabArtifact notation(String mediaType) {
    return LabNotary.referrer(
        image, LabNotary.signer(mediaType, LabNotary.LEAF, image.in(Gate.APP.toString())));
  }

  @Test
  void registryWithoutReferrersApiIsAskedForItOnce() {
    gate.registry.referrersApi(false);
    LabArtifact other = LabArtifact.image("another");
    gate.push(Gate.APP, "v2", other);
    assertThat(gate.pull(Gate.APP, other.digest())).isInstanceOf(Answer.Refused.class);
    gate.sign(Gate.APP, image.digest(), Gate.KEY);

    assertThat(pull(DISCOVERY - 1)).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void tagCostsOneMoreAndAWarmTagCostsOne() {
    gate.sign(Gate.APP, image.digest(), Gate.KEY);
    Waves cold = new Waves(1, DISCOVERY);
    gate.registry.misbehave(cold);
    assertThat(gate.pull(Gate.APP, "v1")).isInstanceOf(Answer.Serve.class);
    requireExact(cold, 1, DISCOVERY);

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

    assertThat(pull(DISCOVERY)).isInstanceOf(Answer.Serve.class);
  }

  @Test
  void warmDigestCostsNothing() {
    gate.sign(Gate.APP, image.digest(), Gate.KEY);
    pull(DISCOVERY);

    assertThat(pull()).isInstanceOf(Answer.Serve.class);
  }
}
