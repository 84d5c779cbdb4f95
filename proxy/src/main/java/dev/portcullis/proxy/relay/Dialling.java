package dev.portcullis.proxy.relay;

import dev.portcullis.proxy.upstream.Fetch;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds a connection for an {@link Errand}: an idle one, or a new one to an address that was
 * checked after it was resolved, so that what was checked is what is connected to.
 */
final class Dialling {
  private final Errand errand;
  private final UpstreamConnections connections;

  /** Where to connect to, and how. */
  private record Way(List<InetAddress> addresses, Optional<SslContext> tls) {}

  Dialling(Errand errand) {
    this.errand = errand;
    EventLoop loop = errand.client().channel().eventLoop();
    this.connections = errand.relay().connections(loop);
  }

  /**
   * Gives {@code next} a connection, or ends the errand.
   *
   * @param own whether {@code target} is the upstream itself and not what it redirects to
   * @param pooled whether an idle connection will do
   */
  void connect(URI target, boolean own, boolean pooled, Consumer<UpstreamLine> next) {
    Origin origin = Origin.of(errand.access().upstream().name(), target);
    Optional<UpstreamLine> idle = pooled ? connections.take(origin) : Optional.empty();
    if (idle.isPresent()) {
      next.accept(idle.get());
    } else {
      errand.off(() -> find(origin, own), found -> dial(origin, found, next));
    }
  }

  private Fetch<Way> find(Origin origin, boolean own) {
    UpstreamAccess access = errand.access();
    try {
      List<InetAddress> addresses =
          own
              ? List.of(InetAddress.getAllByName(origin.host()))
              : access.addresses().lookup(origin.host());
      Optional<SslContext> tls =
          origin.secure()
              ? Optional.of(errand.relay().tls().of(access.upstream()))
              : Optional.empty();
      return new Fetch.Found<>(new Way(addresses, tls));
    } catch (UnknownHostException e) {
      return Fetch.trouble(
          own ? Fetch.Kind.UNREACHABLE : Fetch.Kind.UNTRUSTWORTHY,
          "no address for " + origin.host() + ": " + e.getMessage());
    } catch (IOException e) {
      return Fetch.trouble(Fetch.Kind.UNREACHABLE, String.valueOf(e.getMessage()));
    }
  }

  private void dial(Origin origin, Fetch<Way> found, Consumer<UpstreamLine> next) {
    if (found instanceof Fetch.Found<Way>(Way way)) {
      connections.dial(
          origin,
          way.addresses(),
          way.tls(),
          line -> {
            if (errand.isOver()) {
              line.close();
            } else {
              next.accept(line);
            }
          },
          why -> errand.notHad(Fetch.trouble(Fetch.Kind.UNREACHABLE, why)));
    } else {
      errand.notHad(found);
    }
  }
}
