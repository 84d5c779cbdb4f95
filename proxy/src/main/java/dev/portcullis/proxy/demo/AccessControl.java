package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Challenges, checks and issues tokens as a {@link RegistryAccess} says. */
final class AccessControl {
  /** What a token is good for. */
  private record Grant(String scope, long untilNanos) {}

  private final Map<String, Grant> tokens = new ConcurrentHashMap<>();
  private final AtomicLong issued = new AtomicLong();

  /** The answer to a request that shows too little; empty if it may go on. */
  Optional<Reply> challenge(RegistryAccess access, SeenRequest request, String self) {
    String shown = request.header("Authorization").orElse("");
    return switch (access) {
      case RegistryAccess.Open open -> Optional.empty();
      case RegistryAccess.Basic basic ->
          shown.equals(basic(basic.username(), basic.password()))
              ? Optional.empty()
              : Optional.of(unauthorized("Basic realm=\"memory\""));
      case RegistryAccess.Bearer bearer -> {
        String scope = scope(request);
        yield shown.startsWith("Bearer ") && isGood(shown.substring(7), scope)
            ? Optional.empty()
            : Optional.of(
                unauthorized(
                    "Bearer realm=\""
                        + bearer.realm().orElse(self + "/token")
                        + "\",service=\"memory\""
                        + (scope.isEmpty() ? "" : ",scope=\"" + scope + "\"")));
      }
    };
  }

  /** The token service. */
  Reply token(RegistryAccess access, SeenRequest request) {
    if (!(access instanceof RegistryAccess.Bearer bearer)) {
      return Reply.of(404);
    }
    Map<String, String> parameters = new HashMap<>(request.query());
    parameters.putAll(RequestParser.parameters(request.body().toUtf8()));
    String scope = parameters.getOrDefault("scope", "");
    boolean known =
        request
                .header("Authorization")
                .orElse("")
                .equals(basic(bearer.username(), bearer.password()))
            || ("refresh_token".equals(parameters.get("grant_type"))
                && bearer.password().equals(parameters.get("refresh_token")));
    boolean showsNothing =
        request.header("Authorization").isEmpty() && !parameters.containsKey("refresh_token");
    boolean anonymous = bearer.anonymous() && showsNothing && !scope.contains("push");
    if (!known && !anonymous) {
      return Reply.error(401, "UNAUTHORIZED", "wrong name or password");
    }
    String token = "token-" + issued.incrementAndGet() + "-" + UUID.randomUUID();
    tokens.put(token, new Grant(scope, System.nanoTime() + bearer.lifetime().toNanos()));
    Map<String, Object> answer = new HashMap<>(Map.of("token", token));
    if (bearer.statesLifetime()) {
      answer.put("expires_in", bearer.lifetime().toSeconds());
    }
    return Reply.json(200, answer);
  }

  /** Makes every token that was issued so far worthless. */
  void revokeAll() {
    tokens.clear();
  }

  private boolean isGood(String token, String scope) {
    Grant grant = tokens.get(token);
    if (grant == null || System.nanoTime() - grant.untilNanos() > 0) {
      return false;
    }
    int colon = scope.lastIndexOf(':');
    return scope.isEmpty()
        || (grant.scope().startsWith(scope.substring(0, colon + 1))
            && grant.scope().substring(colon + 1).contains(scope.substring(colon + 1)));
  }

  private static String scope(SeenRequest request) {
    if (request.repository().isEmpty()) {
      return "";
    }
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    return "repository:" + request.repository() + ":" + (reads ? "pull" : "pull,push");
  }

  private static Reply unauthorized(String challenge) {
    return Reply.error(401, "UNAUTHORIZED", "authentication required")
        .withHeader("WWW-Authenticate", challenge);
  }

  private static String basic(String username, String password) {
    Bytes pair = Bytes.wrap((username + ":" + password).getBytes(StandardCharsets.UTF_8));
    return "Basic " + Base64.getEncoder().encodeToString(pair.toByteArray());
  }
}
