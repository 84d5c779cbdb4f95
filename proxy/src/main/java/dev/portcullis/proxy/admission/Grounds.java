package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.policy.Notes;
import dev.portcullis.policy.RecollectionWriter;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Sighting;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.notation.NotationOutcome;
import dev.portcullis.verify.x509.Certificate;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a decision rests on: what the deny list is held against, and what the record keeps.
 *
 * @param revision the {@link Rulebook#revision} under which it was made
 * @param chain the digests it rests on, under every algorithm: its own, and those of the indexes
 *     that vouch for it; and those of signed SBOM artifacts; of a refusal only the index with whose
 *     help it was decided, if any
 * @param signers the names of the signers it rests on
 * @param keys the fingerprints of the keys and certificates it rests on
 * @param evidence the manifests that carry the evidence: of an admission what counted, of a refusal
 *     all that was looked at
 * @param logEntries the transparency log entries it rests on, each as {@code host/index}
 * @param findings what a replay needs to know of what was found, by {@link
 *     dev.portcullis.policy.RecollectionWriter}; empty but for whoever pulls first
 * @param platform the platform that the index states for its child, as {@code os/architecture}
 */
public record Grounds(
    String revision,
    Set<Digest> chain,
    Set<String> signers,
    Set<String> keys,
    Set<Digest> evidence,
    Set<String> logEntries,
    String findings,
    Optional<String> platform) {
  private static final Grounds NONE =
      new Grounds("", Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), "", Optional.empty());

  /** Copies the sets. */
  public Grounds {
    chain = Set.copyOf(chain);
    signers = Set.copyOf(signers);
    keys = Set.copyOf(keys);
    evidence = Set.copyOf(evidence);
    logEntries = Set.copyOf(logEntries);
  }

  /** Nothing. */
  public static Grounds none() {
    return NONE;
  }

  /** What is known of an admission that was kept on disk. */
  static Grounds kept(
      String revision,
      Set<Digest> chain,
      Set<String> signers,
      Set<String> keys,
      Set<String> logEntries) {
    return new Grounds(revision, chain, signers, keys, Set.of(), logEntries, "", Optional.empty());
  }

  /** What an admission rests on for which an earlier one is enough. */
  static Grounds of(String revision, HeldManifest held, Sighting seen) {
    Set<Digest> chain = new HashSet<>(seen.chain());
    chain.addAll(held.digests());
    return kept(revision, chain, seen.signers(), seen.keys(), seen.logEntries());
  }

  /** What the admission of {@code held} rests on. */
  static Grounds ofAdmission(
      String revision, HeldManifest held, Set<String> signers, Findings findings) {
    Set<String> keys = new HashSet<>();
    Set<Digest> chain = new HashSet<>(held.digests());
    Set<Digest> evidence = new HashSet<>();
    Set<String> entries = new HashSet<>();
    for (Verified verified : findings.verified()) {
      if (verified instanceof Verified.Sbom sbom) {
        chain.add(sbom.artifact());
      }
      switch (verified.voucher()) {
        case Voucher.Key key -> keys.add(key.fingerprint());
        case Voucher.Keyless keyless -> {
          keys.add(keyless.certificate().keyFingerprint());
          keys.add(keyless.fingerprint());
        }
        case Voucher.Owned owned -> {
          addAll(keys, owned.path());
        }
        case Voucher.Notation notation -> {
          addAll(keys, notation.outcome().chain());
        }
        case Voucher.Supposed _ -> {} // nothing is known by which to name it
      }
      verified.origin().manifest().ifPresent(evidence::add);
      verified.witnesses().stream().flatMap(Grounds::entry).forEach(entries::add);
    }
    for (NotationOutcome outcome : findings.notation()) {
      addAll(keys, outcome.chain());
      outcome.origin().manifest().ifPresent(evidence::add);
    }
    return new Grounds(revision, chain, signers, keys, evidence, entries, "", Optional.empty());
  }

  private static void addAll(Set<String> keys, List<Certificate> chain) {
    for (Certificate each : chain) {
      keys.add(each.keyFingerprint());
      keys.add(each.fingerprint());
    }
  }

  /** What was looked at before something was not admitted. */
  static Grounds ofRefusal(String revision, Findings findings) {
    Set<Digest> evidence =
        findings.findings().stream()
            .map(Finding::origin)
            .flatMap(origin -> origin.manifest().stream())
            .collect(Collectors.toSet());
    return new Grounds(
        revision, Set.of(), Set.of(), Set.of(), evidence, Set.of(), "", Optional.empty());
  }

  /**
   * The same with what a replay needs to know. Of what was denied it is nothing, since no evidence
   * was looked for.
   */
  Grounds with(Rulebook book, Subject subject, Findings found, Notes notes, Instant now) {
    boolean isDenied = subject.digests().anyMatch(book.policy().denied().digests()::contains);
    Rule rule = book.policy().ruleFor(subject.repository());
    String kept =
        isDenied ? "" : RecollectionWriter.write(rule, subject, found, notes, book.anchors(), now);
    return new Grounds(revision, chain, signers, keys, evidence, logEntries, kept, platform);
  }

  /**
   * The same for {@code child}, decided with the help of what was found about {@code index}: of a
   * refusal, too, the chain says so then.
   */
  Grounds with(HeldManifest index, Findings findings, Digest child) {
    Grounds upper = ofAdmission(revision, index, signers, findings);
    return new Grounds(
        revision,
        union(chain, upper.chain),
        signers,
        chain.isEmpty() ? keys : union(keys, upper.keys),
        union(evidence, upper.evidence),
        chain.isEmpty() ? logEntries : union(logEntries, upper.logEntries),
        this.findings,
        platform(index, child));
  }

  private static <T> Set<T> union(Set<T> some, Set<T> more) {
    Set<T> all = new HashSet<>(some);
    all.addAll(more);
    return all;
  }

  /** The platform that {@code index} states for {@code child}. */
  static Optional<String> platform(HeldManifest index, Digest child) {
    return index
        .manifest()
        .references()
        .filter(descriptor -> descriptor.digest().equals(child))
        .flatMap(descriptor -> descriptor.platform().stream())
        .findFirst();
  }

  /** What the admission of a child rests on, if its index rests on this. */
  Grounds forChild(HeldManifest child, Optional<String> childPlatform) {
    Set<Digest> longer = new HashSet<>(chain);
    longer.addAll(child.digests());
    return new Grounds(
        revision, longer, signers, keys, evidence, logEntries, findings, childPlatform);
  }

  private static Stream<String> entry(LogWitness witness) {
    return witness.logIndex().stream().mapToObj(index -> witness.log() + "/" + index);
  }
}
