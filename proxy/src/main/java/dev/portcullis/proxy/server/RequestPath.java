package dev.portcullis.proxy.server;

import io.netty.handler.codec.http.HttpMethod;

/**
 * The raw path of a request, taken apart by position only; names are not yet checked.
 *
 * @param endpoint what its last segments name
 * @param prefix the segment before {@code /v2/}; empty if there is none
 * @param name what stands between {@code /v2/} and the endpoint; empty for {@link Endpoint#ROOT}
 * @param last the segment after the endpoint's word
 * @param clientPath the path up to the end of {@code name}
 */
record RequestPath(Endpoint endpoint, String prefix, String name, String last, String clientPath) {
  private static final String ROOT = "/v2";
  private static final String UPLOADS = "/blobs/uploads";

  /** The endpoints (distribution-spec, "Endpoints"), by the word before the last segment. */
  enum Endpoint {
    ROOT(""),
    MANIFESTS("/manifests"),
    BLOBS("/blobs"),
    UPLOADS(RequestPath.UPLOADS),
    REFERRERS("/referrers"),
    TAGS("/tags");

    private final String path;

    Endpoint(String path) {
      this.path = path;
    }

    /** Whether {@code method}, which does not read, exists here. */
    boolean isWrittenBy(HttpMethod method) {
      return switch (this) {
        case MANIFESTS -> method.equals(HttpMethod.PUT) || method.equals(HttpMethod.DELETE);
        case BLOBS -> method.equals(HttpMethod.DELETE);
        case UPLOADS ->
            method.equals(HttpMethod.POST)
                || method.equals(HttpMethod.PATCH)
                || method.equals(HttpMethod.PUT)
                || method.equals(HttpMethod.DELETE);
        case ROOT, REFERRERS, TAGS -> false;
      };
    }

    /** The path of {@code last} below a repository. */
    String tail(String last) {
      return path + "/" + last;
    }
  }

  /**
   * Takes a path apart. The last two segments decide, since repository names may contain every word
   * that endpoints are named by.
   *
   * @throws RejectedException if a character or segment is not one of an API path, or no endpoint
   *     ends it
   */
  static RequestPath parse(String path) throws RejectedException {
    check(path);
    int root = rootOf(path);
    String prefix = root == 0 ? "" : path.substring(1, root);
    int start = root + ROOT.length();
    if (path.length() <= start + 1) {
      return new RequestPath(Endpoint.ROOT, prefix, "", "", path);
    }
    int lastSlash = path.lastIndexOf('/');
    int end = path.lastIndexOf('/', lastSlash - 1);
    Endpoint endpoint = endpoint(path, end, lastSlash);
    if (endpoint == Endpoint.UPLOADS) {
      end = lastSlash - UPLOADS.length();
    }
    if (end <= start) {
      throw noEndpoint();
    }
    return new RequestPath(
        endpoint,
        prefix,
        path.substring(start + 1, end),
        path.substring(lastSlash + 1),
        path.substring(0, end));
  }

  /** Where {@code /v2} begins: at the front, or after one segment. */
  private static int rootOf(String path) throws RejectedException {
    if (isRoot(path, 0)) {
      return 0;
    }
    int second = path.indexOf('/', 1);
    if (second > 1 && isRoot(path, second)) {
      return second;
    }
    throw new RejectedException(
        OciError.unknown(ErrorCode.NAME_UNKNOWN, "nothing is here; the API begins at /v2/"));
  }

  private static boolean isRoot(String path, int at) {
    int end = at + ROOT.length();
    return path.startsWith(ROOT, at) && (path.length() == end || path.charAt(end) == '/');
  }

  private static Endpoint endpoint(String path, int wordSlash, int lastSlash)
      throws RejectedException {
    String word = path.substring(wordSlash + 1, lastSlash);
    boolean empty = lastSlash == path.length() - 1;
    if (word.equals("uploads") && path.startsWith(UPLOADS, lastSlash - UPLOADS.length())) {
      return Endpoint.UPLOADS;
    }
    if (word.equals("tags") && path.endsWith("/list")) {
      return Endpoint.TAGS;
    }
    Endpoint endpoint =
        switch (word) {
          case "manifests" -> Endpoint.MANIFESTS;
          case "blobs" -> Endpoint.BLOBS;
          case "referrers" -> Endpoint.REFERRERS;
          default -> throw noEndpoint();
        };
    if (empty) {
      throw noEndpoint();
    }
    return endpoint;
  }

  private static RejectedException noEndpoint() {
    return new RejectedException(
        OciError.unknown(ErrorCode.NAME_UNKNOWN, "no endpoint of the registry API has this path"));
  }

  private static void check(String path) throws RejectedException {
    if (path.isEmpty() || path.charAt(0) != '/') {
      throw invalid("the request target must be a path");
    }
    char previous = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        throw invalid("percent-encoding is not accepted in paths");
      }
      if (!isPathCharacter(c)) {
        throw invalid("the path holds a character that no name, tag or digest has");
      }
      if (previous == '/' && (c == '/' || c == '.')) {
        throw invalid("the path holds an empty segment, or one that begins with a dot");
      }
      previous = c;
    }
  }

  private static boolean isPathCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || c == '/'
        || c == ':'
        || c == '.'
        || c == '-'
        || c == '_'
        || c == '='
        || c == '~';
  }

  private static RejectedException invalid(String message) {
    return new RejectedException(OciError.invalid(ErrorCode.NAME_INVALID, message));
  }
}
