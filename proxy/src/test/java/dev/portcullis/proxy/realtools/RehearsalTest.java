package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rehearsal of a key's theft, with the classes under test and whatever time they take. */
class RehearsalTest {
  private static final Path SCRIPT =
      Path.of("../docker/rehearsal/key-compromise").toAbsolutePath().normalize();

  @Test
  void theftOfAKeyIsNoticedRevokedListedAndOvercome(@TempDir Path folder) throws Exception {
    RealTool.DISTRIBUTION.require();
    RealTool.CRANE.require();
    RealTool.COSIGN_2.require();
    RealTool.BASH.require();
    RealTool.CURL.require();
    RealTool.PYTHON.require();
    Path program =
        Files.writeString(
            folder.resolve("portcullis"),
            "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
                    .formatted(Path.of(System.getProperty("java.home"), "bin", "java"))
                + " --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
                + " -cp '%s' %s \"$@\"\n"
                    .formatted(System.getProperty("java.class.path"), Main.class.getName()));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));

    CommandRun run =
        new Command(
                List.of("bash", SCRIPT.toString()),
                Map.of("PORTCULLIS", program.toString(), "LIMIT_MS", "600000"))
            .run(Duration.ofMinutes(15));

    assertThat(run.exit()).as(run.text()).isZero();
    assertThat(run.out())
        .contains("1. an image that 'release' signed is pulled")
        .contains("4. revoked", "5. the impact list is what had been let in", "7. the record");
  }
}
