package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code credentials:} of an upstream, which has exactly one of four forms. */
final class CredentialsReader {
  private static final Pattern HELPER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final List<String> FORMS =
      List.of("username", "dockerConfig", "helper", "passThrough");

  private CredentialsReader() {}

  /** The credentials; anonymous if there are none, or if they are wrong, which is then noted. */
  static UpstreamCredentials read(Optional<YamlNode> node, SourceFiles files) {
    return node.flatMap(YamlNode::mapping)
        .flatMap(settings -> oneForm(settings, files))
        .orElseGet(UpstreamCredentials.Anonymous::new);
  }

  private static Optional<UpstreamCredentials> oneForm(YamlMapping settings, SourceFiles files) {
    Optional<YamlNode> username = settings.get("username");
    Optional<YamlNode> passwordFile = settings.get("passwordFile");
    Optional<YamlNode> dockerConfig = settings.get("dockerConfig");
    Optional<YamlNode> helper = settings.get("helper");
    Optional<YamlNode> passThrough = settings.get("passThrough");
    long forms = FORMS.stream().filter(settings::has).count();
    if (forms != 1) {
      settings.problem(
          (forms == 0 ? "credentials are one of " : "credentials are only one of ")
              + "{username, passwordFile}, {dockerConfig}, {helper}, {passThrough: true}");
      return Optional.empty();
    }
    if (username.isPresent() != passwordFile.isPresent()) {
      settings.problem("'username' and 'passwordFile' belong together");
      return Optional.empty();
    }
    if (username.isPresent()) {
      Optional<String> name = username.get().text();
      Optional<Path> file = passwordFile.flatMap(node -> node.read(files::readable));
      return name.isPresent() && file.isPresent()
          ? Optional.of(new UpstreamCredentials.Login(name.get(), file.get()))
          : Optional.empty();
    }
    if (dockerConfig.isPresent()) {
      return dockerConfig.get().read(files::readable).map(UpstreamCredentials.DockerConfig::new);
    }
    if (helper.isPresent()) {
      return helper.get().read(CredentialsReader::helper).map(UpstreamCredentials.Helper::new);
    }
    return passThrough.flatMap(CredentialsReader::passThrough);
  }

  private static Optional<UpstreamCredentials> passThrough(YamlNode node) {
    Optional<Boolean> wanted = node.bool();
    if (wanted.isPresent() && !wanted.get()) {
      node.problem("leave out 'credentials' instead of saying passThrough: false");
    }
    return wanted.filter(yes -> yes).map(yes -> new UpstreamCredentials.PassThrough());
  }

  private static String helper(String text) throws MalformedException {
    if (!HELPER.matcher(text).matches()) {
      throw new MalformedException(
          "'"
              + Quoting.shorten(text)
              + "' is not a credential helper: the name after docker-credential-");
    }
    return text;
  }
}
