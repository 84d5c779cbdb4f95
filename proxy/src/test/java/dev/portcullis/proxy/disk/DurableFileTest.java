package dev.portcullis.proxy.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  private final Path folder;

  DurableFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void contentIsReplacedAndNothingIsLeftBesideIt() throws Exception {
    Path file = folder.resolve("a/b/file.json");
    DurableFile.replace(file, Bytes.utf8("a long first content"));
    DurableFile.replace(file, Bytes.utf8("short"));

    assertThat(file).hasContent("short");
    assertThat(file.resolveSibling(".")).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void whatCannotBeReplacedStaysAsItWas() throws Exception {
    Path taken = Files.createDirectory(folder.resolve("taken"));
    Path inside = Files.writeString(taken.resolve("inside"), "old");

    assertThatThrownBy(() -> DurableFile.replace(taken, Bytes.utf8("new")))
        .isInstanceOf(IOException.class);
    assertThat(inside).hasContent("old");
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }
}
