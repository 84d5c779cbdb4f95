package dev.portcullis.proxy.server;

import dev.portcullis.proxy.relay.PushOutcome;
import dev.portcullis.proxy.relay.PushRequest;
import dev.portcullis.proxy.relay.UpstreamAccess;
import dev.portcullis.proxy.upstream.Caller;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.Optional;

/**
 * Passes pushes and deletions through to upstreams that say {@code writes: passthrough}, on event
 * loops.
 */
final class WriteRequests {
  private final Services services;

  WriteRequests(Services services) {
    this.services = services;
  }

  void write(Exchange exchange, Routing routing, RegistryRequest.Write write, Caller caller) {
    Route route = write.route();
    if (!routing.takesWrites(route.upstream())) {
      exchange.reply(
          Problem.of(
              OciError.unsupported(
                  route.upstream() + " is read-only here; push to the registry itself")));
      return;
    }
    Optional<UpstreamAccess> access = services.access().apply(route.upstream());
    if (access.isEmpty()) {
      exchange.reply(Problem.gone(route.upstream()));
      return;
    }
    PushRequest request =
        new PushRequest(
            exchange.method(),
            route.repository(),
            write.tail(),
            routing.clients().areAnyone() ? write.query() : withoutMount(write.query()),
            exchange.request().headers(),
            caller);
    exchange.follow(
        services
            .relay()
            .push(
                access.get(),
                request,
                exchange.context(),
                outcome -> answered(exchange, write, outcome)));
  }

  /** Who may push to one repository may not read from another by mounting its blobs. */
  private static String withoutMount(String query) {
    return Query.without(Query.without(query, "mount"), "from");
  }

  private void answered(Exchange exchange, RegistryRequest.Write write, PushOutcome outcome) {
    exchange.followed();
    Route route = write.route();
    switch (outcome) {
      case PushOutcome.Answered answered -> {
        FullHttpResponse response = answered.response();
        if (response.status().codeClass() == HttpStatusClass.SUCCESS) {
          write
              .manifest()
              .ifPresent(target -> services.gate().forget().written(route.repository(), target));
        }
        response.headers().set(HeaderText.API_VERSION, HeaderText.API_VERSION_2);
        answered
            .location()
            .ifPresent(
                place ->
                    response
                        .headers()
                        .set(HttpHeaderNames.LOCATION, route.urlOf(place.tail(), place.query())));
        exchange.reply(response);
      }
      case PushOutcome.NotHad notHad ->
          exchange.reply(Problem.of(notHad.why(), exchange.askedFor(route)));
    }
  }
}
