package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.NameGrammar;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code upstreams:}. */
final class UpstreamsReader {
  private final SourceFiles files;
  private final List<UpstreamConfig> upstreams = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private UpstreamsReader(SourceFiles files) {
    this.files = files;
  }

  /** The upstreams that could be read; what is wrong with the others is noted. */
  static List<UpstreamConfig> read(YamlMapping root, SourceFiles files) {
    UpstreamsReader reader = new UpstreamsReader(files);
    root.require("upstreams").flatMap(YamlNode::mapping).ifPresent(reader::readAll);
    return reader.upstreams;
  }

  private void readAll(YamlMapping all) {
    List<YamlMapping.Entry> entries = all.entries();
    if (entries.isEmpty()) {
      all.problem("there is no upstream, so nothing could be pulled");
    }
    for (YamlMapping.Entry entry : entries) {
      entry.key().read(UpstreamsReader::registry).ifPresent(names::add);
    }
    for (YamlMapping.Entry entry : entries) {
      Optional<String> name = entry.key().text().filter(names::contains);
      Optional<YamlMapping> settings = entry.value().mapping();
      if (settings.isPresent()) {
        readOne(name.orElse("invalid"), settings.get());
      }
    }
  }

  private void readOne(String name, YamlMapping settings) {
    Optional<URI> url = settings.require("url").flatMap(node -> node.read(UpstreamsReader::url));
    boolean isDefault = isDefault(settings);
    UpstreamConfig upstream =
        new UpstreamConfig(
            name,
            url.orElse(URI.create("https://" + name)),
            isDefault,
            CredentialsReader.read(settings.get("credentials"), files),
            settings.get("tagTtl").flatMap(YamlNode::duration).orElse(Duration.ZERO),
            settings.get("signatures").flatMap(this::signatures),
            settings.get("writes").flatMap(n -> n.word(Map.of("passthrough", true))).orElse(false),
            hosts(settings.get("realms")),
            hosts(settings.get("redirects")),
            settings.get("ca").flatMap(this::authorities));
    upstreams.add(upstream);
  }

  private boolean isDefault(YamlMapping settings) {
    Optional<YamlNode> node = settings.get("default");
    boolean isDefault = node.flatMap(YamlNode::bool).orElse(false);
    Optional<String> other =
        upstreams.stream().filter(UpstreamConfig::isDefault).map(UpstreamConfig::name).findFirst();
    if (isDefault && other.isPresent()) {
      node.orElseThrow().problem("two upstreams are the default; " + other.get() + " is already");
    }
    return isDefault;
  }

  private Optional<RepositoryName> signatures(YamlNode node) {
    Optional<RepositoryName> place = node.read(RepositoryName::parse);
    if (place.filter(name -> !names.contains(name.registry())).isPresent()) {
      node.problem("'" + place.get().registry() + "' is not among the upstreams");
    }
    return place;
  }

  private Optional<Path> authorities(YamlNode node) {
    return node.read(
        path -> {
          if (!files.content(path).toUtf8().contains("-----BEGIN CERTIFICATE-----")) {
            throw new MalformedException(
                Quoting.shorten(path) + " holds no PEM certificate (-----BEGIN CERTIFICATE-----)");
          }
          return files.resolve(path);
        });
  }

  private static List<String> hosts(Optional<YamlNode> list) {
    return list.flatMap(YamlNode::list).orElse(List.of()).stream()
        .flatMap(node -> node.read(UpstreamsReader::registry).stream())
        .toList();
  }

  private static String registry(String text) throws MalformedException {
    if (!NameGrammar.isRegistry(text)) {
      throw new MalformedException(
          "'" + Quoting.shorten(text) + "' is not a host: lower case, HOST or HOST:PORT");
    }
    return text;
  }

  private static URI url(String text) throws MalformedException {
    try {
      URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null
          && !url.getRawPath().endsWith("/v2")) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw notUrl(text);
    }
    throw notUrl(text);
  }

  private static MalformedException notUrl(String text) {
    return new MalformedException(
        "'"
            + Quoting.shorten(text)
            + "' is not a registry's URL: http[s]://HOST[:PORT][/PREFIX], without /v2, user or"
            + " query");
  }
}
