package dev.portcullis.bench;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.Evaluator;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.MintedFacts;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Verified;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a decision costs once everything is verified: at most 50 us for five requirements. */
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EvaluatorBenchmark {
  private static final int REQUIREMENTS = 5;
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

  private final Subject subject = subject();
  private final Rule rule = rule();
  private final Findings findings = findings(subject.digest());

  /** Five signatures by five signers, all there. */
  @Benchmark
  public Decision fiveRequirements() {
    return Evaluator.decide(rule, DenyList.empty(), subject, findings, NOW);
  }

  private static Rule rule() {
    List<Requirement> parts = new ArrayList<>();
    for (int i = 0; i < REQUIREMENTS; i++) {
      Signer.SignerKey key = Signer.SignerKey.of(fingerprint(i), i + ".pub");
      parts.add(new Requirement.Signature(new Signer.Keys("signer" + i, List.of(key))));
    }
    try {
      List<ImagePattern> images = List.of(ImagePattern.parse("registry.acme.io/**"));
      return new Rule("bench", images, Mode.ENFORCE, Optional.of(new Requirement.All(parts)));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Findings findings(Digest digest) {
    List<Verified> facts = new ArrayList<>();
    for (int i = 0; i < REQUIREMENTS; i++) {
      Origin origin = new Origin(Origin.Source.REFERRERS, Optional.of(digest), i);
      facts.add(MintedFacts.signature(origin, digest, fingerprint(i)));
    }
    return new Findings(facts, List.of(), List.of());
  }

  private static String fingerprint(int signer) {
    return Digest.sha256(Bytes.utf8("signer " + signer)).hex();
  }

  private static Subject subject() {
    Bytes raw =
        Bytes.utf8(
            """
            {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","size":2,"digest":"%s"},\
            "layers":[]}\
            """
                .formatted(
                    MediaTypes.OCI_MANIFEST,
                    MediaTypes.OCI_CONFIG,
                    Digest.sha256(Bytes.utf8("{}"))));
    try {
      return new Subject(
          RepositoryName.parse("registry.acme.io/app"),
          Optional.empty(),
          Digest.sha256(raw),
          ManifestParser.parse(raw, MediaTypes.OCI_MANIFEST));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }
}
