package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.sigstore.ConformanceReasons;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of sigstore-conformance that are at hand, through the command line: all of them in this
 * process, some in a process of their own. A case that must fail must fail for a reason that its
 * README gives.
 */
class SigstoreConformanceTest {
  private static final Pattern REJECTED = Pattern.compile("rejected: .+ \\(([A-Z_]+)\\)\n");

  @BeforeAll
  static void casesAreAtHand() {
    Assumptions.assumeFalse(ConformanceBundle.all().isEmpty(), "no conformance cases at hand");
  }

  static Stream<ConformanceBundle> cases() {
    return ConformanceBundle.all().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void caseEndsAsItMustForItsOwnReason(ConformanceBundle bundle) {
    assertRight(bundle, CommandRun.of(bundle.arguments().toArray(String[]::new)));
  }

  static Stream<ConformanceBundle> some() {
    return cases()
        .filter(
            each ->
                switch (each.name()) {
                  case "happy-path-v0.3", "managed-key-happy-path", "managed-key-wrong-key" -> true;
                  case "rekor2-no-timestamp", "set-invalid-signature" -> each.byDigest();
                  default -> false;
                });
  }

  @ParameterizedTest
  @MethodSource("some")
  void caseEndsAlikeInAProcessOfItsOwn(ConformanceBundle bundle)
      throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.portcullis.proxy.Main"));
    line.addAll(bundle.arguments());
    Process process = new ProcessBuilder(line).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertRight(bundle, new CommandRun(process.exitValue(), out, err));
  }

  private static void assertRight(ConformanceBundle bundle, CommandRun run) {
    if (!bundle.mustFail()) {
      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isZero();
      assertThat(run.out()).startsWith("accepted: signed by ");
      return;
    }
    assertThat(run.out()).isEmpty();
    if (bundle.reasons().isEmpty()) {
      assertThat(run.code()).isEqualTo(ExitCode.UNUSABLE);
      assertThat(run.err())
          .hasLineCount(1)
          .contains(ConformanceReasons.complaintAtLoad(bundle.name()).orElseThrow());
      return;
    }
    assertThat(run.code()).isEqualTo(ExitCode.REFUSED);
    Matcher rejected = REJECTED.matcher(run.err());
    assertThat(rejected.matches()).as(run.err()).isTrue();
    assertThat(bundle.reasons()).as(run.err()).extracting(Enum::name).contains(rejected.group(1));
  }
}
