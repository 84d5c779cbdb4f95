package dev.portcullis.proxy.server;

import java.util.Arrays;
import java.util.Optional;

/**
 * What request targets that were read lately mean, since what is pulled is mostly pulled again. A
 * bounded number of slots, each replaced whole: a race costs a reading, never a wrong one.
 * Thread-safe; never waits.
 */
final class SeenRequests {
  private static final int SLOTS = 1024;
  private static final int LONGEST = 512;
  private static final Seen NONE = new Seen("", new RegistryRequest.Ping(Optional.empty()));

  private final Seen[] slots = new Seen[SLOTS];

  private record Seen(String uri, RegistryRequest request) {}

  SeenRequests() {
    Arrays.fill(slots, NONE);
  }

  /** What a GET or HEAD of {@code uri} asks for, if that is remembered. */
  Optional<RegistryRequest> find(String uri) {
    Seen seen = slots[slot(uri)];
    return !uri.isEmpty() && seen.uri().equals(uri)
        ? Optional.of(seen.request())
        : Optional.empty();
  }

  /** Remembers what a GET or HEAD of {@code uri} asks for, if that is content. */
  RegistryRequest keep(String uri, RegistryRequest request) {
    boolean content =
        request instanceof RegistryRequest.Manifest || request instanceof RegistryRequest.Blob;
    if (content && uri.length() <= LONGEST) {
      slots[slot(uri)] = new Seen(uri, request);
    }
    return request;
  }

  private static int slot(String uri) {
    int hash = uri.hashCode();
    return (hash ^ (hash >>> 16)) & (SLOTS - 1);
  }
}
