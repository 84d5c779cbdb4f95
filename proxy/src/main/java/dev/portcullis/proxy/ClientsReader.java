package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.proxy.server.ClientsConfig;
import java.util.List;
import java.util.Optional;

/** Reads {@code clients:}. */
final class ClientsReader {
  private ClientsReader() {}

  /**
   * The clients.
   *
   * @param named whether clients have names without a password file, by their certificates
   */
  static ClientsConfig read(Optional<YamlNode> node, SourceFiles files, boolean named) {
    return node.flatMap(YamlNode::mapping)
        .map(settings -> read(settings, files, named))
        .orElseGet(ClientsConfig::anyone);
  }

  private static ClientsConfig read(YamlMapping settings, SourceFiles files, boolean named) {
    Optional<YamlNode> htpasswd = settings.get("htpasswd");
    Optional<YamlNode> access = settings.get("access");
    if (htpasswd.isEmpty() && access.isEmpty()) {
      settings.problem("'clients' says nothing; give 'htpasswd' or 'access', or leave it out");
    } else if (htpasswd.isEmpty() && !named) {
      settings.problem(
          "clients have no names to go by: give 'htpasswd', or 'clientCa' under listen.tls");
    }
    Optional<Bytes> passwords =
        htpasswd.flatMap(path -> path.read(text -> ClientsConfig.passwords(files.content(text))));
    List<ClientsConfig.Access> allowed =
        access.flatMap(YamlNode::list).orElse(List.of()).stream()
            .flatMap(entry -> access(entry).stream())
            .toList();
    return new ClientsConfig(passwords, allowed);
  }

  private static Optional<ClientsConfig.Access> access(YamlNode entry) {
    Optional<YamlMapping> settings = entry.mapping();
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> client = settings.get().require("client").flatMap(YamlNode::text);
    Optional<List<YamlNode>> images = settings.get().require("images").flatMap(YamlNode::list);
    if (images.map(List::isEmpty).orElse(false)) {
      entry.problem("this lets the client pull nothing; name images, or remove the entry");
    }
    List<ImagePattern> patterns =
        images.orElse(List.of()).stream()
            .flatMap(node -> node.read(ImagePattern::parse).stream())
            .toList();
    return client.map(name -> new ClientsConfig.Access(name, patterns));
  }
}
