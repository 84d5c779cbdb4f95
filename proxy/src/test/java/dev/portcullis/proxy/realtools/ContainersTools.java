package dev.portcullis.proxy.realtools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * skopeo and Podman with a home, a store and a {@code registries.conf} of their own below one
 * folder.
 */
final class ContainersTools {
  private final Path folder;

  /** Writes {@code registries.conf} and {@code policy.json} where these tools look first. */
  ContainersTools(Path folder, String registriesConf, String policyJson) {
    this.folder = folder;
    Path settings = folder.resolve(".config/containers");
    try {
      Files.createDirectories(settings);
      Files.createDirectories(folder.resolve("run"));
      Files.createDirectories(folder.resolve("tmp"));
      Files.writeString(settings.resolve("registries.conf"), registriesConf);
      Files.writeString(settings.resolve("policy.json"), policyJson);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** These tools with nothing rewritten and no policy of their own. */
  static ContainersTools plain(Path folder) {
    return new ContainersTools(
        folder,
        "unqualified-search-registries = []\n",
        """
        {"default": [{"type": "insecureAcceptAnything"}]}
        """);
  }

  /** Copies an image into a fresh folder with skopeo. */
  CommandRun skopeoCopy(String image, String to) {
    return home(RealTool.SKOPEO.with("--tmpdir", folder.resolve("tmp").toString()))
        .and("copy", "--src-tls-verify=false", "docker://" + image)
        .and("dir:" + folder.resolve(to))
        .run();
  }

  /** Runs a podman command against a store of its own. */
  CommandRun podman(String... arguments) {
    return home(RealTool.PODMAN.with("--root", folder.resolve("store").toString()))
        .and("--runroot", folder.resolve("run").toString())
        .and("--storage-driver", "vfs", "--events-backend", "file", "--cgroup-manager", "cgroupfs")
        .and(arguments)
        .run();
  }

  /** Pulls an image with Podman. */
  CommandRun podmanPull(String image) {
    return podman("pull", "--tls-verify=false", image);
  }

  private Command home(Command command) {
    return command
        .env("HOME", folder.toString())
        .env("XDG_CONFIG_HOME", folder.resolve(".config").toString())
        .env("XDG_RUNTIME_DIR", folder.resolve("run").toString())
        .env("TMPDIR", folder.resolve("tmp").toString())
        .env("CONTAINERS_REGISTRIES_CONF", folder + "/.config/containers/registries.conf");
  }
}
