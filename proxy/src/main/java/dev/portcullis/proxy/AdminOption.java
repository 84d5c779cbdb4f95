package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.file.DocumentException;
import dev.portcullis.policy.file.YamlDocument;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.proxy.ops.AdminConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say where a running proxy's admin API is and what opens it. */
final class AdminOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The running proxy's configuration: where its admin API is, and its token.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description = "Where the admin API is, if not where the configuration says.")
  private Optional<String> admin = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The file with the token, if not the one that the configuration names.")
  private Optional<Path> tokenFile = Optional.empty();

  /**
   * A client of the admin API.
   *
   * @throws CommandException if the options or the files do not say where it is
   */
  AdminClient client() throws CommandException {
    try {
      Optional<YamlMapping> document = config.isPresent() ? Optional.of(root()) : Optional.empty();
      InetSocketAddress address = AdminConfig.DEFAULT_ADDRESS;
      if (admin.isPresent()) {
        address = SocketAddresses.parse(admin.get());
      } else if (document.isPresent()) {
        address =
            document
                .get()
                .get("admin")
                .flatMap(text -> text.read(SocketAddresses::parse))
                .orElse(address);
      }
      return new AdminClient(AdminClient.reachable(address), token(document));
    } catch (MalformedException e) {
      throw new CommandException("portcullis: " + e.getMessage(), e);
    } catch (DocumentException e) {
      throw new CommandException(e.problems().getFirst().toString(), e);
    }
  }

  private Optional<String> token(Optional<YamlMapping> document) throws MalformedException {
    if (tokenFile.isPresent()) {
      return Optional.of(content(tokenFile.get().toAbsolutePath().toString()));
    }
    Optional<String> named =
        document.flatMap(root -> root.get("adminTokenFile")).flatMap(YamlNode::text);
    return named.isPresent() ? Optional.of(content(named.get())) : Optional.empty();
  }

  private YamlMapping root() throws MalformedException, DocumentException {
    Path file = config.orElseThrow().toAbsolutePath();
    Bytes content = new SourceFiles(folder()).content(file.toString());
    return YamlDocument.parse(file.toString(), content).root();
  }

  private String content(String path) throws MalformedException {
    return new SourceFiles(folder()).content(path).toUtf8().strip();
  }

  private Path folder() {
    Path parent = config.orElse(Path.of("x")).toAbsolutePath().getParent();
    return parent == null ? Path.of("/") : parent;
  }
}
