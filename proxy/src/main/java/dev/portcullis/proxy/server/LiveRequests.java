package dev.portcullis.proxy.server;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.FetchedManifest;
import dev.portcullis.proxy.upstream.ReferrersPage;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.TagPage;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers what only the upstream knows, each time anew: lists of tags and of referrers, and what it
 * wants to be shown. It is asked on virtual threads; the answers go out on event loops.
 */
final class LiveRequests {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRequests.class);
  private static final String TYPE = "artifactType";

  private final Services services;

  LiveRequests(Services services) {
    this.services = services;
  }

  /** Answers a ping with the upstream's own challenge, if it has one. */
  void challenge(Exchange exchange, String upstream) {
    answer(
        exchange,
        upstream,
        client -> {
          if (client.challenge()
              instanceof Fetch.Found<Optional<String>>(Optional<String> challenge)) {
            return challenge
                .map(shown -> Replies.of(Problem.challenge(shown), exchange.method()))
                .orElseGet(() -> Replies.ping(exchange.method()));
          }
          return Replies.ping(exchange.method());
        });
  }

  void tags(Exchange exchange, RegistryRequest.Tags tags, Caller caller) {
    Route route = tags.route();
    answer(
        exchange, route.upstream(), client -> tags(exchange, client, route, tags.query(), caller));
  }

  private static FullHttpResponse tags(
      Exchange exchange, RegistryClient client, Route route, String query, Caller caller) {
    String path = route.repository().path();
    Fetch<TagPage> page =
        query.isEmpty()
            ? client.tags(caller, path, OptionalInt.empty(), Optional.empty())
            : client.moreTags(caller, path, query);
    if (!(page instanceof Fetch.Found<TagPage>(TagPage found))) {
      return problem(exchange, route, page);
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("name", path);
    ArrayNode names = body.putArray("tags");
    found.tags().forEach(names::add);
    FullHttpResponse response = Replies.json(Bytes.utf8(body.toString()), exchange.method());
    nameRegistry(response, route);
    found.next().ifPresent(next -> link(response, route.urlOf("/tags/list", next)));
    return response;
  }

  void referrers(Exchange exchange, RegistryRequest.Referrers request, Caller caller) {
    answer(
        exchange,
        request.route().upstream(),
        client -> referrers(exchange, client, request, caller));
  }

  private static FullHttpResponse referrers(
      Exchange exchange, RegistryClient client, RegistryRequest.Referrers request, Caller caller) {
    Route route = request.route();
    String path = route.repository().path();
    Optional<String> query =
        Optional.of(Query.without(request.query(), TYPE)).filter(rest -> !rest.isEmpty());
    Fetch<ReferrersPage> page = client.referrersPage(caller, path, request.subject(), query);
    try {
      if (page instanceof Fetch.Found<ReferrersPage>(ReferrersPage found)) {
        ReferrersReply reply = ReferrersReply.of(found.index(), request.artifactTypes());
        FullHttpResponse response = list(exchange, route, reply);
        found
            .next()
            .ifPresent(
                next ->
                    link(
                        response,
                        route.urlOf("/referrers/" + request.subject(), withTypes(next, request))));
        return response;
      }
      return page instanceof Fetch.Absent<ReferrersPage>
          ? fallback(exchange, client, request, caller)
          : problem(exchange, route, page);
    } catch (MalformedException e) {
      String message = route.upstream() + " lists referrers in broken form: " + e.getMessage();
      return problem(exchange, route, Fetch.trouble(Fetch.Kind.UNTRUSTWORTHY, message));
    }
  }

  /** The list of the referrers tag schema, for an upstream without the API. */
  private static FullHttpResponse fallback(
      Exchange exchange, RegistryClient client, RegistryRequest.Referrers request, Caller caller)
      throws MalformedException {
    Route route = request.route();
    Reference.Target tag = new Reference.Tag(request.subject().fallbackTag());
    Fetch<FetchedManifest> index = client.manifest(caller, route.repository().path(), tag);
    if (index instanceof Fetch.Found<FetchedManifest>(FetchedManifest found)
        && MediaTypes.isIndex(found.contentType())) {
      return list(exchange, route, ReferrersReply.of(found.content(), request.artifactTypes()));
    }
    return index instanceof Fetch.Found || index instanceof Fetch.Absent
        ? list(exchange, route, ReferrersReply.empty(request.artifactTypes()))
        : problem(exchange, route, index);
  }

  private static FullHttpResponse list(Exchange exchange, Route route, ReferrersReply reply) {
    FullHttpResponse response = Replies.json(reply.index(), exchange.method());
    nameRegistry(response, route);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, MediaTypes.OCI_INDEX);
    if (reply.filtered()) {
      response.headers().set(HeaderText.FILTERS_APPLIED, TYPE);
    }
    return response;
  }

  private static void nameRegistry(FullHttpResponse response, Route route) {
    if (route.byNamespace()) {
      response.headers().set(HeaderText.NAMESPACE, route.upstream());
    }
  }

  private static String withTypes(String next, RegistryRequest.Referrers request) {
    StringBuilder query = new StringBuilder(Query.without(next, TYPE));
    for (String type : request.artifactTypes()) {
      query
          .append(query.isEmpty() ? "" : "&")
          .append(TYPE)
          .append('=')
          .append(URLEncoder.encode(type, StandardCharsets.UTF_8));
    }
    return query.toString();
  }

  private static void link(FullHttpResponse response, String url) {
    response.headers().set(HeaderText.LINK, "<" + url + ">; rel=\"next\"");
  }

  private static FullHttpResponse problem(Exchange exchange, Route route, Fetch<?> why) {
    return Replies.of(Problem.of(why, exchange.askedFor(route)), exchange.method());
  }

  private void answer(
      Exchange exchange, String upstream, Function<RegistryClient, FullHttpResponse> question) {
    Optional<RegistryClient> registry = services.registries().apply(upstream);
    if (registry.isEmpty()) {
      exchange.reply(Problem.gone(upstream));
      return;
    }
    if (!services.inFlight().enter()) {
      exchange.reply(Problem.busy());
      return;
    }
    services
        .threads()
        .execute(
            () -> {
              FullHttpResponse response;
              try {
                response = question.apply(registry.get());
              } catch (RuntimeException bug) {
                LOG.error("no answer of {}", upstream, bug);
                response = Replies.of(Problem.bug(upstream), exchange.method());
              }
              FullHttpResponse ready = response;
              exchange.onLoop(
                  () -> {
                    services.inFlight().leave();
                    exchange.reply(ready);
                  });
            });
  }
}
