package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Subject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rows of {@code notation-differential.txt} through the whole proxy: each has a repository, a
 * rule and a signer of its own, whose {@code trustPolicy} is the very document that notation gets.
 */
class NotationDocumentsTest {
  @TempDir static Path folder;

  private static NotaryGround ground;
  private static RunningProxy proxy;

  @BeforeAll
  static void start() throws IOException {
    ground = new NotaryGround(folder.resolve("settings"));
    Path home = Files.createDirectories(folder.resolve("proxy"));
    StringBuilder signers = new StringBuilder("signers:\n");
    StringBuilder rules = new StringBuilder("rules:\n");
    for (Case each : cases()) {
      Path document = home.resolve(each.path() + ".json");
      Files.write(document, each.document().toByteArray());
      signers.append("  %s: {notation: {trustPolicy: \"%s\"}}%n".formatted(each.path(), document));
      rules.append(
          "  - {name: %s, images: [\"%s/%s/**\"], require: [{signature: {by: %s}}]}%n"
              .formatted(each.path(), ground.registry.name(), each.path(), each.path()));
    }
    proxy =
        RunningProxy.start(
            home,
            """
            upstreams:
              "%s": {url: "%s", default: true}
            trust:
              notation: {trustStore: "%s"}
              revocation: {allow: ["127.0.0.1"], budget: 10s}
            """
                    .formatted(ground.registry.name(), ground.registry.url(), ground.trustStore())
                + signers
                + rules);
  }

  @AfterAll
  static void close() {
    if (proxy != null) {
      proxy.close();
    }
    if (ground != null) {
      ground.close();
    }
  }

  /**
   * A row with a place of its own.
   *
   * @param path the name of its rule and signer, and the first part of its repository
   */
  record Case(NotaryRow row, String path) {
    Bytes document() {
      return row.document(ground.registry.name() + "/" + path + "/app");
    }

    @Override
    public String toString() {
      return row.toString();
    }
  }

  static List<Case> cases() {
    List<NotaryRow> rows = NotaryRow.all();
    return IntStream.range(0, rows.size()).mapToObj(i -> new Case(rows.get(i), "r" + i)).toList();
  }

  /** A status that cannot be learnt is no refusal: it may be learnt later. */
  private static int status(NotaryRow row) {
    return row.admits() ? 200 : row.verdict().equals("refuse REVOCATION_UNKNOWN") ? 503 : 403;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pullIsDecidedAsTheDocumentSays(Case each) {
    Subject subject = ground.push(each.row().signature(), each.path() + "/app");
    HttpResponse<String> answer =
        proxy.repository(each.path() + "/app").getManifest(subject.digest().toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status(each.row()));
    if (status(each.row()) == 403) {
      assertThat(answer.body()).contains("\"DENIED\"", "is refused by rule " + each.path());
    }
  }
}
