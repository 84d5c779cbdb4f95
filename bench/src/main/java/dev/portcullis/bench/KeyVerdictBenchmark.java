package dev.portcullis.bench;

import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import java.time.Instant;
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
 * The processor time of one verdict about an artifact with one signature by a key, from the fetched
 * bytes to the findings: at most 0.2 ms at the median. The key is configured, and so parsed,
 * beforehand; everything else is done anew.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class KeyVerdictBenchmark {
  /** The kinds of key that sign. */
  public enum Kind {
    P256,
    P384,
    ED25519,
    RSA2048
  }

  /** The kind of the signer's key. */
  @Param public Kind kind = Kind.P256;

  private final LabArtifact image = LabArtifact.image("bench");
  private final Subject subject = image.in("registry.acme.io/prod/app");
  private Evidence layer = Evidence.none();
  private Evidence bundle = Evidence.none();
  private TrustMaterial trust = SigningLab.trust();

  /** Signs the artifact and makes sure that what is measured is an admission. */
  @Setup
  public void sign() {
    LabKey key =
        switch (kind) {
          case P256 -> LabKey.p256("bench");
          case P384 -> LabKey.p384("bench");
          case ED25519 -> LabKey.ed25519("bench");
          case RSA2048 -> LabKey.rsa("bench");
        };
    Candidate signature = LabSignature.of(image.digest(), key).candidate();
    LabEnvelope envelope = LabEnvelope.of(LabStatement.cosignSign(image.digest()), key);
    layer = SigningLab.evidence(signature);
    bundle = SigningLab.evidence(LabBundle.of(envelope, key).candidate());
    trust = SigningLab.trust(key);
    if (signatureLayer().verified().size() != 1 || bundle().verified().size() != 1) {
      throw new IllegalStateException("the signatures do not verify");
    }
  }

  /** The verdict about a simple-signing layer, as cosign 1 and 2 write it. */
  @Benchmark
  public Findings signatureLayer() {
    return Verifier.verify(subject, layer, trust, Instant.EPOCH);
  }

  /** The verdict about a bundle, as cosign 3 writes it. */
  @Benchmark
  public Findings bundle() {
    return Verifier.verify(subject, bundle, trust, Instant.EPOCH);
  }
}
