package dev.portcullis.proxy.server;

import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.upstream.Fetch;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer that is not content.
 *
 * @param error what is said
 * @param headers header fields beyond those that every error has
 */
record Problem(OciError error, Map<AsciiString, String> headers) {
  private static final Duration RETRY = Duration.ofSeconds(5);

  Problem {
    headers = Map.copyOf(headers);
  }

  static Problem of(OciError error) {
    return error.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)
        ? new Problem(error, Map.of(HttpHeaderNames.ALLOW, "GET, HEAD"))
        : new Problem(error, Map.of());
  }

  /** 401: who asks must show a password that is known here. */
  static Problem unauthorized() {
    return of(OciError.of(
            HttpResponseStatus.UNAUTHORIZED,
            ErrorCode.UNAUTHORIZED,
            "log in with a name and password that this proxy knows"))
        .with(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"portcullis\", charset=\"UTF-8\"");
  }

  /** 401: the upstream wants to be shown the client's own credentials. */
  static Problem challenge(String challenge) {
    return of(OciError.of(
            HttpResponseStatus.UNAUTHORIZED,
            ErrorCode.UNAUTHORIZED,
            "the upstream wants credentials"))
        .with(HttpHeaderNames.WWW_AUTHENTICATE, challenge);
  }

  /** 403: the client is known and may not have this. */
  static Problem notForClient(ClientIdentity client, Asked asked) {
    return denied(
        asked, "client '" + client.name() + "' may not pull from " + asked.route().repository());
  }

  /** 403: credentials must not travel in the clear. */
  static Problem notConfidential(Route route) {
    return of(
        OciError.of(
            HttpResponseStatus.FORBIDDEN,
            ErrorCode.DENIED,
            "credentials for "
                + route.upstream()
                + " are passed on only if they come over TLS or from this machine"));
  }

  /** 404: the upstream was taken out of the configuration meanwhile. */
  static Problem gone(String upstream) {
    return of(
        OciError.unknown(
            ErrorCode.NAME_UNKNOWN, "no upstream named '" + upstream + "' is configured"));
  }

  /** 503: too much is under way. */
  static Problem busy() {
    return of(OciError.of(
            HttpResponseStatus.SERVICE_UNAVAILABLE,
            ErrorCode.UNKNOWN,
            "too many requests are waiting; try again"))
        .with(HttpHeaderNames.RETRY_AFTER, "1");
  }

  /** 503: the decision could not be recorded ({@code record.onTrouble: block}). */
  static Problem unrecorded(String on) {
    return of(OciError.of(
            HttpResponseStatus.SERVICE_UNAVAILABLE,
            ErrorCode.UNKNOWN,
            "the decision on " + on + " could not be recorded, so it is not answered; try again"))
        .with(HttpHeaderNames.RETRY_AFTER, seconds(RETRY));
  }

  /** 500: a mistake of the proxy's. */
  static Problem bug(String on) {
    return of(
        OciError.of(
            HttpResponseStatus.INTERNAL_SERVER_ERROR,
            ErrorCode.UNKNOWN,
            "the proxy failed on " + on + "; its log says more"));
  }

  /**
   * The one place that turns outcomes into statuses and codes (OCI proxy notes, 1.3 and 1.4).
   * Content is no problem; asked about it, this says that it came in the wrong place.
   */
  static Problem of(Answer answer, Asked asked) {
    return switch (answer) {
      case Answer.Serve serve -> bug(asked.name());
      case Answer.Relay relay -> bug(asked.name());
      case Answer.Refused refused -> refused(refused, asked);
      case Answer.Unreferenced unreferenced ->
          denied(asked, asked.name() + " is refused: " + unreferenced.message());
      case Answer.Unacceptable unacceptable ->
          denied(asked, asked.name() + " is refused: " + unacceptable.message());
      case Answer.Undecided undecided -> undecided(undecided, asked);
      case Answer.Absent absent -> absent(absent, asked);
      case Answer.AccessDenied denied -> accessDenied(denied, asked);
      case Answer.Trouble trouble -> trouble(trouble, asked);
    };
  }

  /** What came of asking an upstream, other than content. */
  static Problem of(Fetch<?> why, Asked asked) {
    return switch (why) {
      case Fetch.Found<?> found -> bug(asked.name());
      case Fetch.Absent<?> absent -> of(new Answer.Absent(absent.message()), asked);
      case Fetch.Denied<?> denied ->
          of(new Answer.AccessDenied(denied.message(), denied.challenge()), asked);
      case Fetch.Trouble<?> trouble ->
          of(new Answer.Trouble(trouble.kind(), trouble.message(), trouble.retryAfter()), asked);
    };
  }

  private static Problem refused(Answer.Refused refused, Asked asked) {
    String message =
        asked.name(refused.digest())
            + " is refused by rule "
            + refused.decision().rule()
            + ": "
            + refused.decision().explanation().summary()
            + " (decision "
            + refused.id()
            + ")";
    Problem denied = denied(asked, message);
    OciError error =
        new OciError(
            denied.error().status(),
            denied.error().code(),
            denied.error().message(),
            Optional.of(DecisionTrace.of(refused.decision(), refused.id(), asked)));
    return new Problem(error, denied.headers())
        .with(HeaderText.DECISION, HeaderText.decision(refused.decision(), refused.id()));
  }

  /** 403; to a HEAD of containerd 405, so that it asks again with GET and shows the message. */
  private static Problem denied(Asked asked, String message) {
    return asked.isHeadOfContainerd()
        ? new Problem(
            OciError.of(HttpResponseStatus.METHOD_NOT_ALLOWED, ErrorCode.DENIED, message),
            Map.of(HttpHeaderNames.ALLOW, "GET"))
        : of(OciError.of(HttpResponseStatus.FORBIDDEN, ErrorCode.DENIED, message));
  }

  private static Problem undecided(Answer.Undecided undecided, Asked asked) {
    String message =
        asked.name()
            + " could not be decided by rule "
            + undecided.decision().rule()
            + ": "
            + undecided.decision().explanation().summary()
            + " (decision "
            + undecided.id()
            + ")";
    OciError error =
        new OciError(
            HttpResponseStatus.SERVICE_UNAVAILABLE,
            ErrorCode.UNKNOWN,
            message,
            Optional.of(DecisionTrace.of(undecided.decision(), undecided.id(), asked)));
    return of(error)
        .with(HeaderText.DECISION, HeaderText.decision(undecided.decision(), undecided.id()))
        .with(HttpHeaderNames.RETRY_AFTER, seconds(RETRY));
  }

  private static Problem absent(Answer.Absent absent, Asked asked) {
    ErrorCode code =
        switch (asked.kind()) {
          case MANIFEST -> ErrorCode.MANIFEST_UNKNOWN;
          case BLOB -> ErrorCode.BLOB_UNKNOWN;
          case LIST -> ErrorCode.NAME_UNKNOWN;
        };
    String words = absent.message().isEmpty() ? "" : ": " + absent.message();
    return of(OciError.unknown(code, asked.name() + " is unknown to the upstream" + words));
  }

  private static Problem accessDenied(Answer.AccessDenied denied, Asked asked) {
    String message = "the upstream denies access to " + asked.name() + ": " + denied.message();
    if (denied.challenge().isPresent()) {
      return of(OciError.of(HttpResponseStatus.UNAUTHORIZED, ErrorCode.UNAUTHORIZED, message))
          .with(HttpHeaderNames.WWW_AUTHENTICATE, denied.challenge().get());
    }
    return of(OciError.of(HttpResponseStatus.FORBIDDEN, ErrorCode.DENIED, message));
  }

  private static Problem trouble(Answer.Trouble trouble, Asked asked) {
    boolean limited = trouble.kind() == Fetch.Kind.RATE_LIMITED;
    return of(OciError.of(
            limited ? HttpResponseStatus.TOO_MANY_REQUESTS : HttpResponseStatus.SERVICE_UNAVAILABLE,
            limited ? ErrorCode.TOOMANYREQUESTS : ErrorCode.UNKNOWN,
            asked.name() + " cannot be had for now: " + trouble.message()))
        .with(HttpHeaderNames.RETRY_AFTER, seconds(trouble.retryAfter().orElse(RETRY)));
  }

  /** This with one more header field. */
  Problem with(AsciiString name, String value) {
    Map<AsciiString, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Problem(error, more);
  }

  /** This with the trace's id in its detail, if it has any. */
  Problem tracedIn(Optional<String> traceId) {
    if (traceId.isEmpty() || error.detail().isEmpty()) {
      return this;
    }
    ObjectNode detail = error.detail().get().deepCopy();
    detail.put("traceId", traceId.get());
    return new Problem(
        new OciError(error.status(), error.code(), error.message(), Optional.of(detail)), headers);
  }

  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.plusMillis(999).toSeconds()));
  }
}
