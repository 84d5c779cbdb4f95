package dev.portcullis.proxy.revocation;

import java.time.Instant;
import java.util.Optional;

/**
 * A host that answers no questions about revocation at present, for people.
 *
 * @param host its name, with the port where one was given
 * @param failures in a row
 * @param until when it is asked again, if it is left alone
 */
public record ResponderReport(String host, int failures, Optional<Instant> until) {}
