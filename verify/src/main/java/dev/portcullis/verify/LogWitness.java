package dev.portcullis.verify;

import java.time.Instant;
import java.util.Optional;

/**
 * A transparency log's verified word that it holds a signature.
 *
 * @param root the configured name of the Sigstore root that trusts the log
 * @param log the log's host
 * @param logIndex the index that the log gave the entry
 * @param integratedTime when the log took it in, if the log has signed that
 */
public record LogWitness(
    String root, String log, long logIndex, Optional<Instant> integratedTime) {}
