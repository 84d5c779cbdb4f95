package dev.portcullis.verify.x509;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.CrlJudge.UsableList;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides what the lists of one distribution point say about a certificate. */
record CrlPoint(RevocationQuestion question, DistributionPoint point, Instant now) {
  private static final Comparator<UsableList> BY_AGE =
      Comparator.comparing(usable -> usable.list().thisUpdate());

  /**
   * What one point contributes.
   *
   * @param complete whether good covers every reason for revocation
   */
  record Verdict(Acceptance acceptance, boolean complete) {}

  Verdict judge(List<UsableList> lists) throws MalformedException {
    if (point.indirect()) {
      return rejected("an indirect revocation list is named, which is not supported", List.of());
    }
    List<String> urls = point.urls();
    Optional<UsableList> base = lists.stream().filter(this::isBaseHere).max(BY_AGE);
    return base.isPresent()
        ? judge(base.get(), lists)
        : rejected("no usable revocation list from " + place(urls), urls);
  }

  private static String place(List<String> urls) {
    return urls.isEmpty() ? "a place that is no http URL" : urls.getFirst();
  }

  /**
   * Whether a list is this point's: it says so, or it names no point at all and was fetched here. A
   * list that names another point is another shard, whatever URL served it.
   */
  private boolean isBaseHere(UsableList usable) {
    return !usable.list().isDelta()
        && (usable.scope().named()
            ? usable.scope().names(point)
            : point.urls().contains(usable.url()));
  }

  private Verdict judge(UsableList base, List<UsableList> lists) throws MalformedException {
    BigInteger serialNumber = question.certificate().serialNumber();
    Optional<RevocationStatus.Revoked> revoked = revoked(base, serialNumber);
    if (revoked.isPresent() && !revoked.get().hold()) {
      return new Verdict(new Acceptance.Accepted(revoked.get()), true);
    }
    List<String> deltaUrls =
        Stream.concat(base.list().deltaUrls().stream(), question.deltaCrlUrls().stream()).toList();
    boolean wantsDelta =
        base.list().namesDeltas()
            || question.certificate().extension(Extension.FRESHEST_CRL).isPresent();
    Optional<UsableList> delta = wantsDelta ? delta(base, lists) : Optional.empty();
    if (wantsDelta && delta.isEmpty()) {
      return rejected("no usable changes to the list from " + base.url(), deltaUrls);
    }
    Optional<RevocationList.Entry> change =
        delta.isPresent() ? delta.get().list().find(serialNumber) : Optional.empty();
    if (change.isPresent()) {
      revoked = isRemoval(change.get()) ? Optional.empty() : revoked(delta.get(), serialNumber);
    }
    return conclude(base, delta, revoked);
  }

  private Verdict conclude(
      UsableList base, Optional<UsableList> delta, Optional<RevocationStatus.Revoked> revoked) {
    if (revoked.isPresent() && !revoked.get().hold()) {
      return new Verdict(new Acceptance.Accepted(revoked.get()), true);
    }
    Instant end = Instant.MAX;
    for (UsableList list : Stream.concat(Stream.of(base), delta.stream()).toList()) {
      Optional<Instant> next = list.list().nextUpdate();
      if (next.isEmpty()) {
        return rejected("the list from " + list.url() + " does not say when it ends", List.of());
      }
      if (next.get().isBefore(now)) {
        return rejected(
            "the list from " + list.url() + " is out of date since " + next.get(),
            List.of(list.url()));
      }
      end = next.get().isBefore(end) ? next.get() : end;
    }
    if (revoked.isPresent()) {
      return new Verdict(new Acceptance.Accepted(revoked.get()), true);
    }
    return new Verdict(
        new Acceptance.Accepted(
            new RevocationStatus.Good(end, "CRL " + base.url(), base.list().thisUpdate())),
        point.allReasons() && !base.scope().someReasonsOnly());
  }

  /** The newest changes that apply to {@code base} (RFC 5280, section 5.2.4). */
  private static Optional<UsableList> delta(UsableList base, List<UsableList> lists)
      throws MalformedException {
    Optional<BigInteger> number = base.list().number();
    List<UsableList> fitting = new ArrayList<>();
    for (UsableList list : lists) {
      if (number.isPresent()
          && list.list().isDelta()
          && list.scope().equals(base.scope())
          && list.list().baseNumber().filter(from -> from.compareTo(number.get()) <= 0).isPresent()
          && list.list().number().filter(to -> to.compareTo(number.get()) >= 0).isPresent()
          && !list.list().thisUpdate().isBefore(base.list().thisUpdate())) {
        fitting.add(list);
      }
    }
    return fitting.stream().max(BY_AGE);
  }

  private static boolean isRemoval(RevocationList.Entry entry) throws MalformedException {
    return RevocationReason.in(entry.extensions()) == RevocationReason.REMOVE_FROM_CRL;
  }

  private static Optional<RevocationStatus.Revoked> revoked(
      UsableList list, BigInteger serialNumber) throws MalformedException {
    Optional<RevocationList.Entry> entry = list.list().find(serialNumber);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    RevocationReason reason = RevocationReason.in(entry.get().extensions());
    return Optional.of(
        new RevocationStatus.Revoked(
            entry.get().at(),
            reason.rfcName(),
            reason == RevocationReason.CERTIFICATE_HOLD,
            RevocationReason.invalidityDate(entry.get().extensions()),
            "CRL " + list.url()));
  }

  private static Verdict rejected(String cause, List<String> needed) {
    return new Verdict(new Acceptance.Rejected(cause, needed), false);
  }
}
