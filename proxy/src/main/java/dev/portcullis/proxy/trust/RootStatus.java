package dev.portcullis.proxy.trust;

import java.time.Instant;
import java.util.Optional;

/**
 * How one root stands, for operators.
 *
 * @param name what configuration calls it
 * @param isHeld whether there is a trusted root to verify with
 * @param rootVersion the version of the newest TUF root
 * @param refreshed when a refresh last succeeded in this process
 * @param expires when the newest timestamp expires
 * @param problem why the last refresh failed; empty if it did not
 */
public record RootStatus(
    String name,
    boolean isHeld,
    long rootVersion,
    Optional<Instant> refreshed,
    Optional<Instant> expires,
    Optional<String> problem) {}
