package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Manifest;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Permits;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Sighting;
import dev.portcullis.proxy.revocation.RevocationWatch;
import dev.portcullis.proxy.revocation.Revocations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Edges in memory and, where there is a store, edges and verdicts on disk. Reading may block;
 * noting never does.
 */
final class Ledger {
  private final Edges edges = new Edges();
  private final Optional<StateStore> store;
  private final Revocations revocations;

  Ledger(Optional<StateStore> store, Revocations revocations) {
    this.store = store;
    this.revocations = revocations;
  }

  /** Notes what an admitted manifest refers to. */
  void note(ContentKey parent, Manifest manifest, Instant now) {
    Edges.Edge edge = new Edges.Edge(parent.digest(), manifest instanceof Manifest.Index);
    manifest
        .references()
        .map(descriptor -> new ContentKey(parent.repository(), descriptor.digest()))
        .filter(child -> edges.add(child, edge))
        .forEach(child -> store.ifPresent(disk -> disk.save(child, edge, now)));
  }

  /** The known parents, newest first; from disk where memory has none. */
  List<Edges.Edge> parentsOf(ContentKey child) {
    List<Edges.Edge> known = edges.parentsOf(child);
    if (!known.isEmpty() || store.isEmpty()) {
      return known;
    }
    List<Edges.Edge> saved = store.get().parentsOf(child);
    saved.reversed().forEach(edge -> edges.add(child, edge));
    return saved;
  }

  /**
   * Keeps an admission across restarts.
   *
   * @param standing what it was made under, by {@link Rulebook#standing}; empty if it must never be
   *     enough later
   * @param now an instant at which it stands
   */
  void save(ContentKey key, Verdict verdict, String standing, Instant now) {
    store.ifPresent(
        disk ->
            disk.save(
                key,
                new SavedVerdict(
                    verdict.grounds().revision(),
                    standing,
                    now,
                    verdict.standing().lasts(),
                    verdict.id(),
                    verdict.decision().rule(),
                    verdict.expires(),
                    verdict.grounds().chain(),
                    verdict.grounds().signers(),
                    verdict.grounds().keys(),
                    verdict.grounds().logEntries(),
                    verdict.watch().saved())));
  }

  /** Notes on disk that {@code verdict} stands at {@code now}. */
  void stands(ContentKey key, Verdict verdict, Rulebook rulebook, Instant now) {
    save(key, verdict, rulebook.standing(rulebook.policy().ruleFor(key.repository())), now);
  }

  /** Forgets an admission on disk, from now on: it does not meet its rule any more. */
  void forget(ContentKey key) {
    store.ifPresent(disk -> disk.forget(key));
  }

  /**
   * The last time that the content of {@code key} is known to have met {@code rule} as it is now,
   * under the present trust anchors. Empty if there was none; if what it rested on has come to its
   * own end since; or if a certificate that it rested on is known to be revoked, or is not known
   * any more.
   */
  Optional<Sighting> sighting(ContentKey key, Rulebook rulebook, Rule rule, Instant now) {
    return store
        .flatMap(disk -> disk.verdict(key))
        .filter(saved -> saved.standing().equals(rulebook.standing(rule)))
        .filter(saved -> !saved.cells().isEmpty() || !now.isAfter(saved.expires()))
        .filter(saved -> revocations.isUnrevoked(saved.cells()))
        .map(
            saved ->
                new Sighting(
                    saved.stood(),
                    saved.lasts(),
                    saved.id(),
                    saved.chain(),
                    saved.signers(),
                    saved.keys(),
                    saved.logEntries()));
  }

  /** The admission on disk, if it was made under this rulebook and still holds. */
  Optional<Verdict> savedVerdict(ContentKey key, Rulebook rulebook, Instant now) {
    return store
        .flatMap(disk -> disk.verdict(key))
        .filter(saved -> saved.revision().equals(rulebook.revision()))
        .flatMap(saved -> reinstated(key, saved, rulebook))
        .filter(verdict -> verdict.holds(rulebook, now));
  }

  private Optional<Verdict> reinstated(ContentKey key, SavedVerdict saved, Rulebook rulebook) {
    return revocations
        .watch(saved.cells())
        .flatMap(watch -> reinstated(key, saved, rulebook, watch));
  }

  private static Optional<Verdict> reinstated(
      ContentKey key, SavedVerdict saved, Rulebook rulebook, RevocationWatch watch) {
    return Permits.reinstate(rulebook.policy(), key.repository(), key.digest(), saved.rule())
        .map(
            permit ->
                new Verdict(
                    new Decision.Admit(
                        saved.rule(),
                        new Explanation("admitted before the proxy was restarted", List.of()),
                        Optional.of(saved.expires()),
                        permit,
                        Decision.Basis.VERIFIED,
                        saved.signers().stream().sorted().toList()),
                    saved.id(),
                    saved.expires(),
                    Grounds.kept(
                        saved.revision(),
                        saved.chain(),
                        saved.signers(),
                        saved.keys(),
                        saved.logEntries()),
                    watch,
                    noted(
                        rulebook.policy().ruleFor(key.repository()),
                        saved.stood(),
                        saved.lasts())));
  }

  /**
   * When an admission by {@code rule} that was noted at {@code stood} is to be noted again.
   *
   * @param lasts the last instant at which it can be enough
   */
  static LastNoted noted(Rule rule, Instant stood, Instant lasts) {
    Duration within = rule.terms().seenWithin();
    return within.isZero() ? LastNoted.NEVER : LastNoted.at(stood, within, lasts);
  }
}
