package dev.portcullis.bench;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.proxy.admission.Admission;
import dev.portcullis.proxy.admission.AdmissionConfig;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.admission.Rulebook;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.evidence.EvidenceConfig;
import dev.portcullis.proxy.evidence.EvidenceFinder;
import dev.portcullis.proxy.revocation.RevocationConfig;
import dev.portcullis.proxy.revocation.Revocations;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.Timeouts;
import dev.portcullis.proxy.upstream.Transport;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.SigningLab;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a decision costs that has been made before: at most 1 us. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CachedDecisionBenchmark {
  private static final String REGISTRY = "registry.test";

  private final LabKey key = LabKey.p256("release");
  private final LabArtifact image = LabArtifact.image("app");
  private final Digest digest = image.digest();
  private final RepositoryName repository = new RepositoryName(REGISTRY, "team/app");
  private final MemoryRegistry registry = MemoryRegistry.start();
  private final Transport transport = new Transport(Timeouts.DEFAULT);
  private final EvidenceFinder evidence =
      new EvidenceFinder(EvidenceConfig.DEFAULT, name -> Optional.empty());
  private final Revocations revocations =
      Revocations.open(RevocationConfig.DEFAULT, event -> {}, InstantSource.system());
  private final Admission admission = admission();

  /** Pulls once, so that the verdict is in memory. */
  @Setup(Level.Trial)
  public void pull() {
    push(image, "latest");
    push(
        SigningLab.signatureTag(LabSignature.of(digest, key)), SigningLab.cosignTag(digest, "sig"));
    Answer first =
        admission.manifest(repository, new Reference.ByDigest(digest), Caller.proxy()).join();
    if (!(first instanceof Answer.Serve) || cachedDecision().isEmpty()) {
      throw new IllegalStateException("not admitted: " + first);
    }
  }

  private void push(LabArtifact artifact, String tag) {
    artifact.blobs().values().forEach(blob -> registry.blob(repository.path(), blob));
    registry.manifest(
        repository.path(), tag, artifact.manifest().mediaType(), artifact.manifest().raw());
  }

  private Admission admission() {
    try {
      Signer signer =
          new Signer.Keys(
              "release", List.of(Signer.SignerKey.of(key.fingerprint(), "release.pub")));
      Rule rule =
          new Rule(
              "team",
              List.of(ImagePattern.parse(REGISTRY + "/**")),
              dev.portcullis.policy.Mode.ENFORCE,
              Optional.of(new Requirement.Signature(signer)));
      Policy policy = Policy.of(List.of(rule), Rule.refuseUnmatched(), DenyList.empty());
      RegistryClient client =
          new RegistryClient(UpstreamConfig.of(REGISTRY, registry.url()), transport);
      return Admission.open(
          AdmissionConfig.defaults(),
          new Rulebook(policy, SigningLab.trust(key), policy.revision()),
          Map.of(REGISTRY, client),
          evidence,
          revocations,
          InstantSource.system());
    } catch (IOException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends what was started. */
  @TearDown(Level.Trial)
  public void close() {
    admission.close();
    revocations.close();
    evidence.close();
    transport.close();
    registry.close();
  }

  /** Verdict and manifest from memory, held against rulebook, deny list and time. */
  @Benchmark
  public Optional<Answer> cachedDecision() {
    return admission.warm(repository, digest, Caller.proxy());
  }
}
