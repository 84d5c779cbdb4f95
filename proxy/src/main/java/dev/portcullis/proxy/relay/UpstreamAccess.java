package dev.portcullis.proxy.relay;

import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.Purpose;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * How the relay gets into one upstream. All three are asked on virtual threads and may block.
 *
 * @param upstream the upstream
 * @param credentials the {@code Authorization} for a repository
 * @param challenges the {@code Authorization} that answers a 401
 * @param addresses the addresses of a host that the upstream redirects to, forbidden ones left out
 */
public record UpstreamAccess(
    UpstreamConfig upstream, Credentials credentials, Challenges challenges, Addresses addresses) {

  /** The way that {@code client} knows. */
  public static UpstreamAccess of(RegistryClient client) {
    return new UpstreamAccess(
        client.upstream(), client::authorization, client::answer, client.addresses()::lookup);
  }

  /** The header to send unasked. */
  @FunctionalInterface
  public interface Credentials {
    /** The header; empty if none is wanted. */
    Fetch<Optional<String>> authorization(Caller caller, String path, Purpose purpose);
  }

  /** The header that answers a challenge. */
  @FunctionalInterface
  public interface Challenges {
    /** The header; {@link Fetch.Denied} if there is nothing else to show. */
    Fetch<Optional<String>> answer(
        Caller caller,
        String path,
        Purpose purpose,
        Optional<String> used,
        List<String> challenges);
  }

  /** Resolves hosts that are not the upstream's own. */
  @FunctionalInterface
  public interface Addresses {
    /**
     * The addresses that may be connected to, never empty.
     *
     * @throws UnknownHostException if there is none
     */
    List<InetAddress> lookup(String host) throws UnknownHostException;
  }
}
