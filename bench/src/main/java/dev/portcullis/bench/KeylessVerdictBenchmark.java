package dev.portcullis.bench;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.LogDemand;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.TrustedKey;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLogBody;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import dev.sigstore.KeylessVerifier;
import dev.sigstore.TrustedRootProvider;
import dev.sigstore.VerificationOptions;
import dev.sigstore.bundle.Bundle;
import dev.sigstore.trustroot.SigstoreConfigurationException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The processor time of one verdict about an artifact with one Sigstore bundle, from the fetched
 * bytes to the findings, at the median: keyless in Rekor v1 at most 0.6 ms, keyless in Rekor v2
 * with a timestamp at most 0.8 ms, a key in Rekor v1 at most 0.3 ms. Roots and keys are parsed
 * beforehand. {@code keyless} meets a certificate that it has not seen, or not for so long that it
 * is forgotten, and does everything of the bundle's anew; {@code keylessAgain} meets the same
 * bundle every time. {@code sigstoreJava} is sigstore-java 2.0.0 on that bundle, which has neither
 * keys nor artifacts of registries to deal with.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class KeylessVerdictBenchmark {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  /** How the artifact was signed. */
  public enum Form {
    KEYLESS_REKOR_V1,
    KEYLESS_REKOR_V2
  }

  /** The form of the bundle. */
  @Param public Form form = Form.KEYLESS_REKOR_V1;

  private final LabSigstore sigstore = LabSigstore.named("bench");
  private final LabKey key = LabKey.p256("bench");
  private final LabArtifact image = LabArtifact.image("bench");
  private final Subject subject = image.in("registry.acme.io/prod/app");
  private final byte[] digest = subject.digest().bytes().toByteArray();
  private final List<Evidence> unseen = new ArrayList<>();
  private int next;
  private Evidence keyless = Evidence.none();
  private Evidence logged = Evidence.none();
  private String json = "";
  private TrustMaterial trust = SigningLab.trust();
  private final KeylessVerifier peer;

  /** Gives sigstore-java the instance that everything here is signed with. */
  public KeylessVerdictBenchmark() {
    try {
      Path root = Files.createTempFile("bench", ".trusted_root.json");
      Files.write(root, sigstore.trustedRoot().json().toByteArray());
      peer = KeylessVerifier.builder().trustedRootProvider(TrustedRootProvider.from(root)).build();
      Files.delete(root);
    } catch (IOException | GeneralSecurityException | SigstoreConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs the artifact and makes sure that what is measured is an admission. */
  @Setup
  public void sign() throws Exception {
    for (int i = 0; i <= Limits.PROVEN_CERTIFICATES; i++) {
      LabKey signer = LabKey.p256("signer " + i);
      unseen.add(
          SigningLab.evidence(
              bundle(sigstore.identity(signer).signer(LabSigstore.TIME)).candidate()));
    }
    LabBundle bundle = bundle(sigstore.signer());
    json = bundle.json().toUtf8();
    keyless = SigningLab.evidence(bundle.candidate());
    logged = SigningLab.evidence(logged().candidate());
    trust =
        new TrustMaterial(
            List.of(new TrustedKey(key.verificationKey(), new LogDemand.Required("bench"))),
            Map.of("bench", sigstore.root("bench")));
    if (keyless().verified().size() != 1
        || keylessAgain().verified().size() != 1
        || keyInRekorV1().verified().size() != 1) {
      throw new IllegalStateException("the signatures do not verify");
    }
    sigstoreJava();
  }

  private LabBundle bundle(LabKeyless signer) {
    return switch (form) {
      case KEYLESS_REKOR_V1 -> signer.message(subject);
      case KEYLESS_REKOR_V2 -> signer.messageV2(subject);
    };
  }

  private LabBundle logged() {
    LabEnvelope envelope = LabEnvelope.of(LabStatement.cosignSign(image.digest()), key);
    Bytes body = LabLogBody.dsse(envelope, envelope.signature(0), key.pem());
    return LabBundle.of(envelope, key)
        .withEntries(sigstore.rekor().enter("dsse", "0.0.1", body, LabSigstore.TIME));
  }

  /** The verdict about a keyless bundle that is new. */
  @Benchmark
  public Findings keyless() {
    next = (next + 1) % unseen.size();
    return Verifier.verify(subject, unseen.get(next), trust, NOW);
  }

  /** The verdict about a keyless bundle that was seen before. */
  @Benchmark
  public Findings keylessAgain() {
    return Verifier.verify(subject, keyless, trust, NOW);
  }

  /** The verdict about a bundle signed with a configured key, logged in Rekor v1. */
  @Benchmark
  public Findings keyInRekorV1() {
    return Verifier.verify(subject, logged, trust, NOW);
  }

  /** What sigstore-java does about the keyless bundle. */
  @Benchmark
  public Bundle sigstoreJava() throws Exception {
    Bundle bundle = Bundle.from(new StringReader(json));
    peer.verify(digest, bundle, VerificationOptions.empty());
    return bundle;
  }
}
