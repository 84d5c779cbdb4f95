package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Base64Text;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Docker's {@code config.json}: {@code credHelpers} for the registry come before {@code
 * credsStore}, and that before {@code auths}.
 */
final class DockerConfigFile {
  private static final int LIMIT = 1024 * 1024;

  private final Path file;
  private final JsonNode root;

  private DockerConfigFile(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /** Reads {@code file}; trouble if that cannot be done. */
  static Fetch<DockerConfigFile> read(Path file) {
    try {
      Bytes content = Bytes.wrap(Files.readAllBytes(file));
      return new Fetch.Found<>(new DockerConfigFile(file, StrictJson.parseObject(content, LIMIT)));
    } catch (IOException e) {
      return Fetch.trouble(Fetch.Kind.UNREACHABLE, "cannot read the docker configuration " + file);
    } catch (MalformedException e) {
      return Fetch.trouble(
          Fetch.Kind.UNREACHABLE, "the docker configuration " + file + ": " + e.getMessage());
    }
  }

  /** What it holds for {@code upstream}. */
  Fetch<Secret> secret(UpstreamConfig upstream, CredentialHelpers helpers) {
    Optional<Map.Entry<String, JsonNode>> helper = entry("credHelpers", upstream);
    if (helper.isPresent()) {
      return helpers.get(helper.get().getValue().asString(""), helper.get().getKey());
    }
    String store = root.path("credsStore").asString("");
    if (!store.isEmpty()) {
      Fetch<Secret> stored = helpers.get(store, RegistryNames.forHelper(upstream));
      boolean nothing =
          stored instanceof Fetch.Found<Secret>(Secret secret) && secret instanceof Secret.None;
      if (!nothing) {
        return stored;
      }
    }
    return entry("auths", upstream)
        .map(entry -> auth(entry.getValue()))
        .orElse(new Fetch.Found<>(new Secret.None()));
  }

  private Optional<Map.Entry<String, JsonNode>> entry(String member, UpstreamConfig upstream) {
    for (String host : RegistryNames.hosts(upstream)) {
      for (Map.Entry<String, JsonNode> entry : root.path(member).properties()) {
        if (RegistryNames.hostOf(entry.getKey()).equals(host)) {
          return Optional.of(entry);
        }
      }
    }
    return Optional.empty();
  }

  private Fetch<Secret> auth(JsonNode entry) {
    String registryToken = entry.path("registrytoken").asString("");
    if (!registryToken.isEmpty()) {
      return new Fetch.Found<>(new Secret.Ready("Bearer " + registryToken));
    }
    String identityToken = entry.path("identitytoken").asString("");
    if (!identityToken.isEmpty()) {
      return new Fetch.Found<>(new Secret.Refresh(identityToken));
    }
    String auth = entry.path("auth").asString("");
    if (!auth.isEmpty()) {
      return pair(auth);
    }
    String username = entry.path("username").asString("");
    return new Fetch.Found<>(
        username.isEmpty()
            ? new Secret.None()
            : Secret.Basic.of(username, entry.path("password").asString("")));
  }

  private Fetch<Secret> pair(String auth) {
    try {
      String pair = Base64Text.decodeLenient(auth).toUtf8();
      int colon = pair.indexOf(':');
      if (colon > 0) {
        return new Fetch.Found<>(
            Secret.Basic.of(pair.substring(0, colon), pair.substring(colon + 1)));
      }
    } catch (MalformedException notBase64) {
      return broken();
    }
    return broken();
  }

  private Fetch<Secret> broken() {
    return Fetch.trouble(
        Fetch.Kind.UNREACHABLE,
        "the docker configuration " + file + " has an 'auth' that is not base64 of name:password");
  }
}
