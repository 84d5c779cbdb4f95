package dev.portcullis.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a running proxy's admin API. Its methods block.
 *
 * @param address where it is
 * @param token what opens it
 */
record AdminClient(InetSocketAddress address, Optional<String> token) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Where a proxy that listens on {@code address} can be reached from this machine. */
  static InetSocketAddress reachable(InetSocketAddress address) {
    return address.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
        : address;
  }

  /**
   * What the proxy answers.
   *
   * @param path with its query
   * @param body what is sent; empty sends nothing
   * @throws CommandException if it does not answer, or not with success; the message says why
   */
  JsonNode ask(String method, String path, String body) throws CommandException {
    HttpResponse<String> answer = send(method, path, body);
    JsonNode json = parse(answer.body());
    if (answer.statusCode() / 100 != 2) {
      String why = json.path("error").asString(answer.body().strip());
      throw new CommandException("portcullis: " + why);
    }
    return json;
  }

  /** The status of a page. */
  int status(String path) throws CommandException {
    return send("GET", path, "").statusCode();
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws CommandException {
    URI uri = URI.create("http://" + SocketAddresses.text(address) + path);
    HttpRequest.BodyPublisher publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(PATIENCE).method(method, publisher);
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CommandException(
          "portcullis: no proxy answers on "
              + SocketAddresses.text(address)
              + "; is it running, and is this its 'admin' address?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("portcullis: interrupted", e);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      return JsonMapper.shared().createObjectNode(); // not JSON: the text itself is told
    }
  }
}
