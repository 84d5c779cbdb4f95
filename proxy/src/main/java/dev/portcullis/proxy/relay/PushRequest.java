package dev.portcullis.proxy.relay;

import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.upstream.Caller;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;

/**
 * A request that pushes or deletes, to be passed through.
 *
 * @param method the verb
 * @param repository the repository
 * @param tail the path after the repository, with its leading slash
 * @param query the query; may be empty
 * @param headers the client's headers; those that frame and type the body are copied
 * @param caller on whose behalf
 */
public record PushRequest(
    HttpMethod method,
    RepositoryName repository,
    String tail,
    String query,
    HttpHeaders headers,
    Caller caller) {}
