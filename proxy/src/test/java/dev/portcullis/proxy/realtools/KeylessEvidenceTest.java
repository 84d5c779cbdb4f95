package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.LogDemand;
import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.TrustedKey;
import dev.portcullis.verify.VerificationKey;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.lab.LabOidc;
import dev.portcullis.verify.lab.LabServices;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.sigstore.SigstoreRoot;
import dev.portcullis.verify.sigstore.Thresholds;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real cosign signs and attests keylessly, and with a key and a log, is found in a registry
 * and verified: cosign itself agrees first.
 */
@Tag("real")
class KeylessEvidenceTest {
  private static final LabSigstore SIGSTORE = LabSigstore.named("live");
  private static final LabOidc GITHUB = LabOidc.of("https://token.actions.githubusercontent.com");
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Map<Ground, RealRegistry> REGISTRIES = new EnumMap<>(Ground.class);
  private static final Map<RealTool, LabCosign> COSIGNS = new EnumMap<>(RealTool.class);

  @TempDir static Path folder;
  private static Optional<LabServices> services = Optional.empty();

  /** Where images and signatures lie. */
  enum Ground {
    DISTRIBUTION,
    REFERRERS_API
  }

  @BeforeAll
  static void startServices() {
    services = Optional.of(LabServices.start(SIGSTORE, GITHUB));
  }

  @AfterAll
  static void end() {
    services.ifPresent(LabServices::close);
    REGISTRIES.values().forEach(RealRegistry::close);
    REGISTRIES.clear();
    COSIGNS.clear();
  }

  static Stream<Arguments> signatures() {
    return combinations(KeylessForm.SIGNATURES);
  }

  static Stream<Arguments> attestations() {
    return combinations(KeylessForm.ATTESTATIONS);
  }

  private static Stream<Arguments> combinations(Set<KeylessForm> forms) {
    return Stream.of(Ground.values())
        .flatMap(
            ground ->
                Stream.of(RealTool.COSIGN_2, RealTool.COSIGN_3)
                    .flatMap(
                        cosign ->
                            forms.stream()
                                .filter(form -> ground == Ground.DISTRIBUTION || form.isReferrer())
                                .sorted()
                                .map(form -> Arguments.of(ground, cosign, form))));
  }

  @ParameterizedTest
  @MethodSource("signatures")
  void signatureIsVerifiedWithItsIdentityLogAndTime(
      Ground ground, RealTool cosign, KeylessForm form) {
    Repository repository = repository(ground);
    Digest image = image(repository);
    Instant before = Instant.now().minusSeconds(2);
    cosign(cosign).sign(form, repository.at(image));
    cosign(cosign).verify(form, repository.at(image)).mustSucceed();

    Verified fact = onlyFact(findings(ground, repository, image, trust(List.of())));
    assertThat(fact).isInstanceOf(Verified.Signature.class);
    assertWorkflow(fact);
    assertWitnessed(fact, form, before);
  }

  @ParameterizedTest
  @MethodSource("attestations")
  void statementIsVerifiedWithItsIdentityLogAndTime(
      Ground ground, RealTool cosign, KeylessForm form) {
    Repository repository = repository(ground);
    Digest image = image(repository);
    Instant before = Instant.now().minusSeconds(2);
    cosign(cosign).attest(form, repository.at(image));
    cosign(cosign).verifyAttestation(form, repository.at(image)).mustSucceed();

    Verified fact = onlyFact(findings(ground, repository, image, trust(List.of())));
    assertThat(fact)
        .isInstanceOfSatisfying(
            Verified.Attestation.class,
            attestation -> assertThat(attestation.predicateType()).isEqualTo(LabCosign.PROVENANCE));
    assertWorkflow(fact);
    assertWitnessed(fact, form, before);
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        Arguments.of(RealTool.COSIGN_2, KeylessForm.TAG),
        Arguments.of(RealTool.COSIGN_2, KeylessForm.BUNDLE),
        Arguments.of(RealTool.COSIGN_3, KeylessForm.TAG),
        Arguments.of(RealTool.COSIGN_3, KeylessForm.BUNDLE),
        Arguments.of(RealTool.COSIGN_3, KeylessForm.BUNDLE_REKOR_2));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void loggedSignatureByAKeyIsVerifiedWithItsLog(RealTool cosign, KeylessForm form)
      throws IOException, MalformedException {
    Ground ground = Ground.DISTRIBUTION;
    Repository repository = repository(ground);
    Digest image = image(repository);
    LabCosign lab = cosign(cosign);
    CosignSigner key =
        CosignSigner.withNewKey(cosign, folder.resolve("key" + COUNT.incrementAndGet()));
    Instant before = Instant.now().minusSeconds(2);
    lab.sign(form, LabCosign.as(key), repository.at(image));
    lab.verify(form, key, repository.at(image)).mustSucceed();

    VerificationKey parsed = VerificationKey.fromPem(Files.readString(key.publicKey()));
    TrustedKey trusted = new TrustedKey(parsed, new LogDemand.Required("live"));
    Verified fact = onlyFact(findings(ground, repository, image, trust(List.of(trusted))));
    assertThat(fact.voucher()).isEqualTo(new Voucher.Key(parsed.fingerprint()));
    assertWitnessed(fact, form, before);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void signatureByAKeyThatIsInNoLogDoesNotMeetTheDemand(RealTool cosign, KeylessForm form)
      throws IOException, MalformedException {
    Ground ground = Ground.DISTRIBUTION;
    Repository repository = repository(ground);
    Digest image = image(repository);
    CosignSigner key =
        CosignSigner.withNewKey(cosign, folder.resolve("key" + COUNT.incrementAndGet()));
    key.sign(
        form.isBundle() ? CosignSigner.Form.BUNDLE : CosignSigner.Form.LEGACY,
        repository.at(image));

    VerificationKey parsed = VerificationKey.fromPem(Files.readString(key.publicKey()));
    TrustedKey trusted = new TrustedKey(parsed, new LogDemand.Required("live"));
    Findings findings = findings(ground, repository, image, trust(List.of(trusted)));
    assertThat(findings.verified()).isEmpty();
    assertThat(findings.findings()).hasSize(1);
    assertThat(findings.findings().getFirst().failure().map(Failure::code))
        .contains(Failure.Code.UNTRUSTED_LOG);
  }

  private static void assertWorkflow(Verified fact) {
    assertThat(fact.voucher())
        .isInstanceOfSatisfying(
            Voucher.Keyless.class,
            keyless -> {
              assertThat(keyless.root()).isEqualTo("live");
              assertThat(keyless.identity().subject().value()).isEqualTo(LabCosign.SUBJECT);
              assertThat(keyless.identity().issuer()).isEqualTo(GITHUB.issuer());
            });
  }

  private static void assertWitnessed(Verified fact, KeylessForm form, Instant before) {
    assertThat(fact.witnesses()).hasSize(1);
    LogWitness witness = fact.witnesses().getFirst();
    boolean second = form == KeylessForm.BUNDLE_REKOR_2;
    assertThat(witness.log()).isEqualTo((second ? SIGSTORE.rekor2() : SIGSTORE.rekor()).host());
    assertThat(witness.logIndex()).isPresent();
    assertThat(witness.integratedTime().isPresent()).isEqualTo(!second);
    if (second && fact.voucher() instanceof Voucher.Key) {
      return; // a key needs no time, and cosign asks for none
    }
    assertThat(fact.signedAt())
        .isNotEmpty()
        .allSatisfy(time -> assertThat(time).isBetween(before, before.plus(Duration.ofMinutes(5))));
  }

  private static Verified onlyFact(Findings findings) {
    assertThat(findings.unavailable()).isEmpty();
    assertThat(findings.findings().stream().map(Finding::failure).flatMap(Optional::stream))
        .isEmpty();
    assertThat(findings.verified()).hasSize(1);
    return findings.verified().getFirst();
  }

  private static TrustMaterial trust(List<TrustedKey> keys) {
    SigstoreRoot root = SIGSTORE.trustedRoot().parse("live", Thresholds.PUBLIC);
    return new TrustMaterial(keys, Map.of("live", root));
  }

  private static Findings findings(
      Ground ground, Repository repository, Digest image, TrustMaterial trust) {
    URI url = URI.create("http://" + registry(ground).host());
    try {
      Subject subject =
          new Subject(
              new RepositoryName("registry.test", "prod/app"),
              Optional.empty(),
              image,
              ManifestParser.parse(
                  Bytes.wrap(repository.manifest(image.toString())), MediaTypes.OCI_MANIFEST));
      return Verifier.verify(
          subject, FoundEvidence.of(url, repository, image), trust, Instant.now());
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Repository repository(Ground ground) {
    return registry(ground).repository("prod/image%06d".formatted(COUNT.incrementAndGet()));
  }

  private static Digest image(Repository repository) {
    return SampleImage.oci(repository, "latest", "i" + COUNT.incrementAndGet());
  }

  private static LabCosign cosign(RealTool tool) {
    return COSIGNS.computeIfAbsent(
        tool,
        missing ->
            LabCosign.in(folder.resolve(missing.program()), missing, services.orElseThrow()));
  }

  private static RealRegistry registry(Ground ground) {
    return REGISTRIES.computeIfAbsent(
        ground,
        missing ->
            switch (missing) {
              case DISTRIBUTION -> RealRegistry.distribution(folder.resolve("distribution"));
              case REFERRERS_API -> RealRegistry.withReferrersApi(folder.resolve("ggcr"));
            });
  }
}
