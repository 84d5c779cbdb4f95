package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.policy.Terms;
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
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An admission in front of an in-memory registry, with one rule that wants one key's signature. */
final class Gate implements AutoCloseable {
  static final LabKey KEY = LabKey.p256("release");
  static final LabKey OTHER_KEY = LabKey.p256("other");
  static final RepositoryName APP = repository("registry.test/team/app");
  static final RepositoryName OTHER = repository("registry.test/team/other");

  final MemoryRegistry registry = MemoryRegistry.start();
  final TestClock clock = new TestClock();
  private final Transport transport = new Transport(Timeouts.DEFAULT);
  private final RegistryClient client =
      new RegistryClient(UpstreamConfig.of("registry.test", registry.url()), transport);
  private final EvidenceFinder evidence =
      new EvidenceFinder(EvidenceConfig.DEFAULT, name -> Optional.empty());
  private final Revocations revocations =
      Revocations.open(RevocationConfig.DEFAULT, _ -> {}, clock);
  private Admission admission;

  Gate(Optional<Path> state) {
    this.admission = open(AdmissionConfig.defaults().withState(state));
  }

  private Admission open(AdmissionConfig config) {
    try {
      return Admission.open(
          config,
          rulebook(Mode.ENFORCE, DenyList.empty()),
          upstreams(),
          evidence,
          revocations,
          clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, RegistryClient> upstreams() {
    return Map.of("registry.test", client);
  }

  static Rulebook rulebook(Mode mode, DenyList denied) {
    return rulebook(mode, denied, KEY);
  }

  static Rulebook rulebook(Mode mode, DenyList denied, LabKey key) {
    return rulebook(mode, Terms.USUAL, denied, key);
  }

  static Rulebook rulebook(Terms terms) {
    return rulebook(Mode.ENFORCE, terms, DenyList.empty(), KEY);
  }

  static Rulebook rulebook(Mode mode, Terms terms, DenyList denied, LabKey key) {
    Signer signer =
        new Signer.Keys("release", List.of(Signer.SignerKey.of(key.fingerprint(), "release.pub")));
    Policy policy =
        Policy.of(
            List.of(
                new Rule(
                    "team",
                    List.of(pattern("registry.test/team/**")),
                    mode,
                    Optional.of(new Requirement.Signature(signer)),
                    terms)),
            Rule.refuseUnmatched(),
            denied);
    return new Rulebook(policy, SigningLab.trust(key), key.fingerprint());
  }

  /** A rule of its own for a repository of that name. */
  static Rule openRule(String name) {
    return new Rule(
        name, List.of(pattern("registry.test/open/" + name)), Mode.ENFORCE, Optional.empty());
  }

  void force(Rulebook rulebook) {
    admission.swap(rulebook, upstreams());
  }

  Admission admission() {
    return admission;
  }

  /** As {@code blobs.gate: open} would. */
  void openGate() {
    admission.close();
    AdmissionConfig strict = AdmissionConfig.defaults();
    admission =
        open(
            new AdmissionConfig(
                false,
                strict.verifyBlobs(),
                strict.redirectFrom(),
                strict.state(),
                strict.absentFor(),
                strict.largestEvidence(),
                strict.verdicts(),
                strict.manifestBytes(),
                strict.coldPulls()));
  }

  /** As a new process would: nothing in memory, the same state folder. */
  void restart(Path state) {
    admission.close();
    admission = open(AdmissionConfig.defaults().withState(Optional.of(state)));
  }

  /** Pushes an artifact under a tag. */
  void push(RepositoryName repository, String tag, LabArtifact artifact) {
    artifact.blobs().values().forEach(blob -> registry.blob(repository.path(), blob));
    registry.manifest(
        repository.path(), tag, artifact.manifest().mediaType(), artifact.manifest().raw());
  }

  /** Signs as cosign 2 does with a key. */
  void sign(RepositoryName repository, Digest digest, LabKey key) {
    push(
        repository,
        SigningLab.cosignTag(digest, "sig"),
        SigningLab.signatureTag(LabSignature.of(digest, key)));
  }

  Answer pull(RepositoryName repository, Digest digest) {
    return await(admission.manifest(repository, new Reference.ByDigest(digest), Caller.proxy()));
  }

  Answer pull(RepositoryName repository, String tag) {
    return await(admission.manifest(repository, new Reference.Tag(tag), Caller.proxy()));
  }

  Answer blob(RepositoryName repository, Digest digest) {
    return await(admission.blob(repository, digest, Caller.proxy()));
  }

  static <T> T await(java.util.concurrent.CompletableFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static Digest layerOf(LabArtifact image) {
    return image.manifest().references().skip(1).findFirst().orElseThrow().digest();
  }

  static RepositoryName repository(String name) {
    try {
      return RepositoryName.parse(name);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static ImagePattern pattern(String text) {
    try {
      return ImagePattern.parse(text);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  static DenyList denied(Digest digest) {
    return DenyList.of(Map.of(digest, "test"), Map.of(), Map.of());
  }

  static DenyList deniedKey(LabKey key) {
    return DenyList.of(Map.of(), Map.of(), Map.of(key.fingerprint(), "test"));
  }

  static Bytes utf8(String text) {
    return Bytes.utf8(text);
  }

  @Override
  public void close() {
    admission.close();
    revocations.close();
    transport.close();
    registry.close();
  }
}
