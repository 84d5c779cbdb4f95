package dev.portcullis.proxy.upstream;

import okhttp3.HttpUrl;

/**
 * One question to a registry, without credentials.
 *
 * @param operation what it is for
 * @param method {@code GET} or {@code HEAD}
 * @param url where, on the registry itself
 * @param repository the path of the repository that is asked about; the scope of a token
 * @param accept the {@code Accept} header
 * @param limit the bytes that a successful answer may have
 * @param followsRedirects whether a redirect is followed; otherwise it is the answer
 */
record Ask(
    UpstreamCall.Operation operation,
    String method,
    HttpUrl url,
    String repository,
    String accept,
    long limit,
    boolean followsRedirects) {}
