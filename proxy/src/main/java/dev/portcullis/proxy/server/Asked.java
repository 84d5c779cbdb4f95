package dev.portcullis.proxy.server;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Optional;

/**
 * What an answer is an answer to.
 *
 * @param route the repository
 * @param target the tag or digest; empty for a list
 * @param kind what kind of thing
 * @param method GET or HEAD
 * @param headers the client's headers
 */
record Asked(
    Route route,
    Optional<Reference.Target> target,
    Kind kind,
    HttpMethod method,
    HttpHeaders headers) {

  /** What kind of content is asked for. */
  enum Kind {
    MANIFEST,
    BLOB,
    LIST
  }

  boolean isHead() {
    return method.equals(HttpMethod.HEAD);
  }

  /**
   * Whether the client is one that shows the body of a refusal only if its HEAD gets 405 (OCI proxy
   * notes, 1.3): containerd before 2.3.3, and docker with containerd's image store.
   */
  boolean isHeadOfContainerd() {
    String agent = headers.get(HttpHeaderNames.USER_AGENT, "");
    return isHead() && (agent.startsWith("containerd/") || agent.contains("containerd-client/"));
  }

  /** The thing asked for, for people; a digest is shortened. */
  String name() {
    String name = route.repository().toString();
    if (target.isEmpty()) {
      return name;
    }
    return switch (target.get()) {
      case Reference.Tag tag -> name + ":" + tag.name();
      case Reference.ByDigest byDigest -> name + "@" + byDigest.digest().shortened();
    };
  }

  /** The thing asked for, with the digest that a tag led to. */
  String name(Digest digest) {
    return target.isPresent() && target.get() instanceof Reference.Tag
        ? name() + "@" + digest.shortened()
        : name();
  }
}
