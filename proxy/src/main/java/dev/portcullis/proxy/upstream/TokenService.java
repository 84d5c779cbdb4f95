package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.Optional;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Obtains tokens (distribution's "Token Authentication Specification"; with a refresh token its
 * OAuth 2 form). Redirects are not followed. Blocks: for virtual threads.
 */
final class TokenService {
  private final UpstreamConfig upstream;
  private final Wire wire;

  TokenService(UpstreamConfig upstream, Wire wire) {
    this.upstream = upstream;
    this.wire = wire;
  }

  /**
   * A token for {@code scope}.
   *
   * @param challenge the upstream's challenge, handed on when access is denied
   */
  Fetch<Token> obtain(
      RealmRules.Allowed realm,
      Optional<String> service,
      String scope,
      Secret secret,
      Optional<String> challenge) {
    Request request =
        switch (secret) {
          case Secret.None none -> get(realm.url(), service, scope).build();
          case Secret.Basic(String header) ->
              get(realm.url(), service, scope).header("Authorization", header).build();
          case Secret.Refresh(String token) -> post(realm.url(), service, scope, token);
          case Secret.Ready ready ->
              throw new IllegalArgumentException("a ready token needs no token service");
        };
    return wire.call(UpstreamCall.Operation.TOKEN, request, realm.configured(), Limits.TOKEN_BYTES)
        .then(received -> read(received, realm.url(), challenge));
  }

  private static Request.Builder get(HttpUrl realm, Optional<String> service, String scope) {
    HttpUrl.Builder url = realm.newBuilder();
    service.ifPresent(name -> url.addQueryParameter("service", name));
    url.addQueryParameter("scope", scope);
    return new Request.Builder().url(url.build()).header("Accept-Encoding", "identity");
  }

  private static Request post(
      HttpUrl realm, Optional<String> service, String scope, String refreshToken) {
    FormBody form =
        new FormBody.Builder()
            .add("grant_type", "refresh_token")
            .add("service", service.orElse(realm.host()))
            .add("client_id", "portcullis")
            .add("scope", scope)
            .add("refresh_token", refreshToken)
            .build();
    return new Request.Builder()
        .url(realm)
        .post(form)
        .header("Accept-Encoding", "identity")
        .build();
  }

  private Fetch<Token> read(Received received, HttpUrl realm, Optional<String> challenge) {
    String where = "the token service " + realm.host() + " of " + upstream.name();
    return switch (received.status()) {
      case 200 -> {
        try {
          yield new Fetch.Found<>(Token.of(TokenAnswer.parse(received.body())));
        } catch (MalformedException e) {
          yield Fetch.trouble(Fetch.Kind.UNTRUSTWORTHY, where + ": " + e.getMessage());
        }
      }
      case 400, 401, 403 -> {
        String said = OciErrors.read(received.body()).words();
        yield new Fetch.Denied<>(
            where
                + " gives no token ("
                + received.status()
                + (said.isEmpty() ? ")" : ", " + said + ")"),
            challenge);
      }
      case 429 ->
          new Fetch.Trouble<>(
              Fetch.Kind.RATE_LIMITED, where + " limits the rate", Answers.retryAfter(received));
      case 301, 302, 303, 307, 308 ->
          Fetch.trouble(Fetch.Kind.UNTRUSTWORTHY, where + " redirects, which is not followed");
      default ->
          new Fetch.Trouble<>(
              Fetch.Kind.UPSTREAM_ERROR,
              where + " answers " + received.status(),
              Answers.retryAfter(received));
    };
  }
}
