package dev.portcullis.proxy.relay;

import dev.portcullis.proxy.upstream.Fetch;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.Optional;

/** What came of passing a push through. */
public sealed interface PushOutcome {
  /**
   * The upstream has answered.
   *
   * @param response for the client: status, the headers that belong to pushes, and a body only if
   *     it is an error's; with ownership
   * @param location where the upstream says to go on, in the same repository
   */
  record Answered(FullHttpResponse response, Optional<Location> location) implements PushOutcome {}

  /**
   * The upstream has not answered in a way that can be passed on.
   *
   * @param why never {@link Fetch.Found}
   */
  record NotHad(Fetch<Void> why) implements PushOutcome {}

  /**
   * A place in a repository.
   *
   * @param tail the path after the repository, with its leading slash
   * @param query the query; may be empty
   */
  record Location(String tail, String query) {}
}
