package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.lab.TufLab;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plays the network for a {@link TufRefresh}: answers every question from a map of files. */
final class Refreshing {
  static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final List<String> asked = new ArrayList<>();
  private final TufRefresh refresh;

  private Refreshing(TufRefresh refresh, Map<String, Bytes> files) {
    this.refresh = refresh;
    while (refresh.step() instanceof TufStep.Ask ask) {
      asked.add(ask.path());
      Optional<Bytes> file = Optional.ofNullable(files.get(ask.path()));
      if (file.isPresent()) {
        refresh.found(file.get());
      } else {
        refresh.absent();
      }
    }
  }

  static Refreshing of(TrustedMetadata trusted, TufLab lab) {
    return of(trusted, lab.files(), NOW, TufRefresh.Expiry.REFUSED);
  }

  static Refreshing of(
      TrustedMetadata trusted, Map<String, Bytes> files, Instant now, TufRefresh.Expiry expiry) {
    return new Refreshing(TufRefresh.begin(trusted, TufLab.TARGET, now, expiry), files);
  }

  static TrustedMetadata anchor(TufLab lab) {
    return anchor(lab.file("1.root.json"));
  }

  static TrustedMetadata anchor(Bytes root) {
    try {
      return TrustedMetadata.anchoredIn(root);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  List<String> asked() {
    return asked;
  }

  TrustedMetadata trusted() {
    return refresh.trusted();
  }

  /** What it came to, which must be the target. */
  TrustedMetadata done() {
    return switch (refresh.step()) {
      case TufStep.Done(TrustedMetadata done) -> done;
      case TufStep.Failed(TufFailure failure) -> throw new AssertionError(failure.toString());
      case TufStep.Ask ask -> throw new AssertionError(ask.toString());
    };
  }

  /** Why it failed, which it must have. */
  TufFailure failure() {
    return switch (refresh.step()) {
      case TufStep.Failed(TufFailure failure) -> failure;
      case TufStep.Done _ -> throw new AssertionError("it succeeded");
      case TufStep.Ask ask -> throw new AssertionError(ask.toString());
    };
  }
}
