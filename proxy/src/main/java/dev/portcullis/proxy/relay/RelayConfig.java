package dev.portcullis.proxy.relay;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How blobs are relayed.
 *
 * @param verify whether whole blobs are hashed on the way ({@code blobs.verify})
 * @param redirectFrom the size in bytes from which a blob that its upstream redirects is redirected
 *     to the client; empty for never
 * @param channel the class of sockets to upstreams; must fit the clients' event loops
 * @param connect until there is a connection; TLS takes as long again at most
 * @param silence without a byte from the upstream while one is awaited
 * @param stall without the client taking a byte
 */
public record RelayConfig(
    boolean verify,
    OptionalLong redirectFrom,
    Class<? extends Channel> channel,
    Duration connect,
    Duration silence,
    Duration stall) {

  /** 3 s, 25 s (containerd gives up after 30 s without headers), 30 s. */
  public static RelayConfig of(boolean verify, Class<? extends Channel> channel) {
    return new RelayConfig(
        verify,
        OptionalLong.empty(),
        channel,
        Duration.ofSeconds(3),
        Duration.ofSeconds(25),
        Duration.ofSeconds(30));
  }

  /** This with another size from which redirects are passed on. */
  public RelayConfig redirectingFrom(OptionalLong bytes) {
    return new RelayConfig(verify, bytes, channel, connect, silence, stall);
  }
}
