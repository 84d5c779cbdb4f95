package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.record.DecisionFormat;
import dev.portcullis.proxy.server.Transport;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is read without picocli is what picocli reads, and the rest is left to it. */
class ServeTest {
  private static final Serve NOTHING =
      new Serve(Optional.empty(), Optional.empty(), Optional.empty());

  private static Optional<Serve> plain(String line) {
    return Serve.plain(line.split(" ", -1));
  }

  @Test
  void optionsAreReadInBothForms() {
    Serve all =
        new Serve(
            Optional.of(Path.of("a.yaml")),
            Optional.of(DecisionFormat.TEXT),
            Optional.of(Transport.IO_URING));
    assertThat(plain("serve")).contains(NOTHING);
    assertThat(plain("serve --config a.yaml --record text --transport io_uring")).contains(all);
    assertThat(plain("serve --transport=IO_URING --record=Text --config=a.yaml")).contains(all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "demo",
        "serve --help",
        "serve --debug",
        "serve --config",
        "serve --config=",
        "serve --config -x",
        "serve --config a --config b",
        "serve --config 'a'",
        "serve @file",
        "serve --config @file",
        "serve --record xml",
        "serve --transport carrier-pigeon",
        "serve extra",
        "serve --conf a",
        "--debug serve"
      })
  void everythingElseIsLeftToPicocli(String line) {
    assertThat(plain(line)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "serve --config=a=b.yaml",
        "serve --config a.yaml --record JSON",
        "serve --record text --transport=nio"
      })
  void picocliReadsTheSame(String line) {
    CommandLine command =
        new CommandLine(new PortcullisCommand()).setCaseInsensitiveEnumValuesAllowed(true);
    CommandLine.ParseResult parsed = command.parseArgs(line.split(" ", -1)).subcommand();
    Serve read =
        new Serve(
            Optional.ofNullable(parsed.matchedOption("--config"))
                .map(option -> Path.of(option.stringValues().getFirst())),
            Optional.ofNullable(parsed.matchedOption("--record"))
                .map(option -> option.<Optional<DecisionFormat>>getValue().orElseThrow()),
            Optional.ofNullable(parsed.matchedOption("--transport"))
                .map(option -> option.<Optional<Transport>>getValue().orElseThrow()));

    assertThat(plain(line)).contains(read);
  }
}
