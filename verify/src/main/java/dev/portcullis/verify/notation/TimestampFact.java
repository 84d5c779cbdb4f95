package dev.portcullis.verify.notation;

import dev.portcullis.verify.Failure;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.CertificateStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What an envelope's timestamp proves (4.2). */
public sealed interface TimestampFact {
  /** The same with the status of the certificates of each chain as {@code statuses} says. */
  default TimestampFact withStatuses(
      Function<List<Certificate>, List<CertificateStatus>> statuses) {
    return this instanceof Proven proven
        ? new Proven(
            proven.time(),
            proven.accuracy(),
            proven.paths().stream()
                .map(path -> new Path(path.stores(), path.chain(), statuses.apply(path.chain())))
                .toList())
        : this;
  }

  /** There is none. */
  record None() implements TimestampFact {}

  /**
   * It proves nothing.
   *
   * @param failure why
   */
  record Refused(Failure failure) implements TimestampFact {}

  /**
   * It proves that the signature existed at a time.
   *
   * @param time the time that the authority states
   * @param accuracy how far that may be off; zero if nothing is said
   * @param paths the chains of the authority, one for each trusted root, one or more
   */
  record Proven(Instant time, Duration accuracy, List<Path> paths) implements TimestampFact {
    /** Copies the list. */
    public Proven {
      paths = List.copyOf(paths);
    }

    /** The earliest time that it can have been. */
    public Instant earliest() {
      return time.minus(accuracy);
    }

    /** The latest time that it can have been. */
    public Instant latest() {
      return time.plus(accuracy);
    }
  }

  /**
   * A chain from the authority's signer to a trusted root.
   *
   * @param stores the {@code tsa} stores that hold the root
   * @param chain signer first, root last
   * @param revocation the status of each certificate but the root, signer first
   */
  record Path(
      Set<TrustStoreName> stores, List<Certificate> chain, List<CertificateStatus> revocation) {
    /** Copies the collections. */
    public Path {
      stores = Set.copyOf(stores);
      chain = List.copyOf(chain);
      revocation = List.copyOf(revocation);
    }
  }
}
