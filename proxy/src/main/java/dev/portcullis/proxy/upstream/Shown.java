package dev.portcullis.proxy.upstream;

import java.util.Optional;

/**
 * What an upstream is shown unasked.
 *
 * @param authorization the {@code Authorization} header; empty for none
 */
public record Shown(Optional<String> authorization) {
  static final Shown NOTHING = new Shown(Optional.empty());

  /** Only whether there is something: it is a secret. */
  @Override
  public String toString() {
    return "Shown[" + (authorization.isPresent() ? "something" : "nothing") + "]";
  }
}
