package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code portcullis clients} prints for a client, cut into the files that it consists of. */
final class PrintedSetup {
  private final String text;

  private PrintedSetup(String text) {
    this.text = text;
  }

  /** The setup of a client for pulling through {@code proxy}. */
  static PrintedSetup of(String client, RunningProxy proxy) {
    return new PrintedSetup(
        RunningProxy.portcullis("clients", client, "--proxy", proxy.url()).output());
  }

  /** The content of the file that belongs at {@code path}. */
  String file(String path) {
    Matcher file =
        Pattern.compile(
                "^# ---- file " + Pattern.quote(path) + "$(.*?)^# ",
                Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(text);
    assertThat(file.find()).as(text).isTrue();
    return file.group(1);
  }

  /** A folder like {@code /etc/containerd/certs.d}, filled as {@code clients containerd} says. */
  static Path containerdHosts(RunningProxy proxy, Path folder) {
    String path = "_default/hosts.toml";
    write(folder.resolve(path), of("containerd", proxy).file("/etc/containerd/certs.d/" + path));
    return folder;
  }

  /** Podman and skopeo, set up as {@code clients podman} says. */
  static ContainersTools containersTools(RunningProxy proxy, Path folder) {
    PrintedSetup printed = of("podman", proxy);
    return new ContainersTools(
        folder,
        printed.file("/etc/containers/registries.conf.d/50-portcullis.conf"),
        printed.file("/etc/containers/policy.json"));
  }

  /** Writes a file and the folders that it needs. */
  static void write(Path file, String content) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
