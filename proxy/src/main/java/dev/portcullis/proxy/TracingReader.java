package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.proxy.tracing.TracingConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code tracing}. */
final class TracingReader {
  private static final Pattern SHARE = Pattern.compile("0(\\.[0-9]{1,9})?|1(\\.0{1,9})?");

  private TracingReader() {}

  static Optional<TracingConfig> read(Optional<YamlNode> node) {
    Optional<YamlMapping> settings = node.flatMap(YamlNode::mapping);
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    Optional<URI> otlp =
        settings.get().require("otlp").flatMap(url -> url.read(TracingReader::origin));
    double sample =
        settings.get().get("sample").flatMap(part -> part.read(TracingReader::share)).orElse(1.0);
    return otlp.map(where -> new TracingConfig(where, sample));
  }

  private static URI origin(String text) throws MalformedException {
    try {
      URI url = new URI(text);
      boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (isHttp
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getQuery() == null
          && url.getFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new MalformedException("'" + Quoting.shorten(text) + "' is not a URL");
    }
    throw new MalformedException(
        "'"
            + Quoting.shorten(text)
            + "' is not a collector: http://HOST:4318 or https://HOST, to which /v1/traces is"
            + " added");
  }

  private static double share(String text) throws MalformedException {
    if (!SHARE.matcher(text).matches()) {
      throw new MalformedException(
          "'" + Quoting.shorten(text) + "' is not a part of the pulls: write 0 to 1, such as 0.01");
    }
    return Double.parseDouble(text);
  }
}
