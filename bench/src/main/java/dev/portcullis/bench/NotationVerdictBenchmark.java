package dev.portcullis.bench;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import dev.portcullis.verify.lab.LabTimestamp;
import dev.portcullis.verify.notation.Judgement;
import dev.portcullis.verify.notation.NotationJudge;
import dev.portcullis.verify.notation.NotationOptions;
import dev.portcullis.verify.notation.NotationOutcome;
import dev.portcullis.verify.notation.NotationTrust;
import dev.portcullis.verify.notation.NotationVerifier;
import dev.portcullis.verify.notation.TrustPolicyStatement;
import dev.portcullis.verify.notation.TrustStore;
import dev.portcullis.verify.notation.TrustedIdentities;
import dev.portcullis.verify.x509.RevocationAnswers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
 * The processor time of one verdict about an artifact with one Notary Project signature by a chain
 * of three certificates, from the fetched bytes to the judgement: at most 1 ms at the median, with
 * a timestamp or without. Only the roots are in trust stores, and so parsed beforehand.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class NotationVerdictBenchmark {
  /** More than are remembered, so that one after the other each is new. */
  private static final int ENVELOPES = Limits.REMEMBERED_ENVELOPES + 76;

  /** The kinds of key of the chain and of the timestamping authority. */
  public enum Kind {
    P256,
    P384,
    RSA2048,
    RSA3072
  }

  /** The kind of key. */
  @Param public Kind kind = Kind.P256;

  /** Whether the signature has a timestamp, and the policy demands one. */
  @Param({"false", "true"})
  public boolean timestamp;

  /** The format of the envelope. */
  @Param({MediaTypes.NOTATION_JWS, MediaTypes.NOTATION_COSE})
  public String format = MediaTypes.NOTATION_JWS;

  private final Subject subject = LabArtifact.image("bench").in("registry.acme.io/prod/app");
  private List<Candidate.Notation> candidates = new ArrayList<>();
  private NotationTrust trust = LabNotary.trust();
  private List<TrustStore> stores = List.of();
  private TrustPolicyStatement statement = statement(trust);
  private int next;

  private LabKey key(String label) {
    return switch (kind) {
      case P256 -> LabKey.p256("bench-" + label);
      case P384 -> LabKey.p384("bench-" + label);
      case RSA2048 -> LabKey.rsa("bench-" + label);
      case RSA3072 -> LabKey.rsa("bench-" + label, 3072, 65537);
    };
  }

  private static TrustPolicyStatement statement(NotationTrust trust) {
    return TrustPolicyStatement.ofSigner(
        "bench", new HashSet<>(trust.storeNames()), TrustedIdentities.ANYONE);
  }

  /** Signs the artifact and makes sure that what is measured is an admission. */
  @Setup
  public void sign() {
    LabHolder root = LabCertificate.authority("O=bench,CN=root", key("root"), 1).selfSigned();
    LabHolder middle =
        LabCertificate.authority("O=bench,CN=middle", key("middle"), 0).issuedBy(root);
    LabHolder leaf = LabNotary.leaf(key("leaf")).issuedBy(middle);
    LabHolder tsaRoot = LabCertificate.authority("O=time,CN=root", key("time"), 1).selfSigned();
    LabHolder tsaMiddle =
        LabCertificate.authority("O=time,CN=middle", key("times"), 0).issuedBy(tsaRoot);
    LabHolder tsa = LabNotary.tsa(key("tsa")).issuedBy(tsaMiddle);
    stores = new ArrayList<>();
    stores.add(LabNotary.store("ca:bench", root));
    if (timestamp) {
      stores.add(LabNotary.store("tsa:time", tsaRoot));
    }
    candidates = new ArrayList<>();
    for (int i = 0; i < ENVELOPES; i++) {
      LabNotation signer =
          LabNotary.signer(format, subject, leaf, middle, root).signed("bench", "envelope " + i);
      if (timestamp) {
        signer.timestamp(
            signature ->
                LabTimestamp.of(tsa, signature, LabNotary.SIGNED)
                    .embed(tsa)
                    .embed(tsaMiddle)
                    .embed(tsaRoot)
                    .token());
      }
      candidates.add(LabNotary.candidate(signer));
    }
    trust = new NotationTrust(stores, NotationOptions.STRICT);
    statement = statement(trust);
    if (!cold().passed() || !warm().passed() || !again().passed()) {
      throw new IllegalStateException("the signature does not verify");
    }
  }

  /** The verdict about an envelope by a signer and authorities that were never seen before. */
  @Benchmark
  public Judgement cold() {
    return verdict(new NotationTrust(stores, NotationOptions.STRICT), candidates.getFirst());
  }

  /** The verdict about an envelope that was never seen before, by a signer who was. */
  @Benchmark
  public Judgement warm() {
    next = (next + 1) % ENVELOPES;
    return verdict(trust, candidates.get(next));
  }

  /** The verdict about an envelope that was seen before, as when a verdict has run out. */
  @Benchmark
  public Judgement again() {
    return verdict(trust, candidates.getFirst());
  }

  private Judgement verdict(NotationTrust anchors, Candidate.Notation candidate) {
    NotationOutcome outcome =
        new NotationVerifier(subject, anchors, RevocationAnswers.NONE)
            .establish(candidate, new Trail())
            .orElseThrow();
    return NotationJudge.judge(statement, outcome, LabNotary.SIGNED);
  }
}
