package dev.portcullis.proxy.server;

import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.admission.Answer;
import java.util.Optional;

/**
 * A request for a manifest that was answered, for whoever keeps the record.
 *
 * @param repository the canonical repository
 * @param target the tag or digest that was asked for
 * @param client who asked: a name if the client gave credentials, else its address
 * @param answer what came of it
 * @param isWarm whether it was answered from memory
 * @param nanos from the parsed request to the answer, in nanoseconds
 * @param traceId the trace that it is shown in, if it is traced
 */
public record Pull(
    RepositoryName repository,
    Reference.Target target,
    String client,
    Answer answer,
    boolean isWarm,
    long nanos,
    Optional<String> traceId) {}
