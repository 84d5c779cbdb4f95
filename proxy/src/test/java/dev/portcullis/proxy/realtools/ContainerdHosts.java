package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code portcullis clients} prints, put where the clients read it. */
final class ContainerdHosts {
  private static final Pattern HOSTS =
      Pattern.compile(
          "^# ---- file /etc/containerd/certs\\.d/(\\S+)$(.*?)^# ",
          Pattern.MULTILINE | Pattern.DOTALL);

  private ContainerdHosts() {}

  /** A folder like {@code /etc/containerd/certs.d}, filled as {@code clients containerd} says. */
  static Path printedFor(RunningProxy proxy, Path folder) {
    String printed =
        RunningProxy.portcullis("clients", "containerd", "--proxy", proxy.url()).output();
    Matcher file = HOSTS.matcher(printed);
    assertThat(file.find()).as(printed).isTrue();
    write(folder.resolve(file.group(1)), file.group(2));
    return folder;
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
