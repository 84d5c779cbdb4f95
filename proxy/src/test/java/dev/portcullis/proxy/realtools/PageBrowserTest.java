package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.portcullis.oci.Bytes;
import dev.portcullis.proxy.ops.AdminAction;
import dev.portcullis.proxy.ops.AdminConfig;
import dev.portcullis.proxy.ops.AdminServer;
import dev.portcullis.proxy.ops.AdminToken;
import dev.portcullis.proxy.ops.Metrics;
import dev.portcullis.proxy.ops.Readiness;
import dev.portcullis.proxy.page.PageStage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The page in a real browser: {@code src/test/browser/scenarios.mjs} does what people do, by
 * Playwright in Chromium, and axe-core looks for what keeps people out.
 */
class PageBrowserTest {
  private static final String TOKEN = "correct-horse-battery";

  @TestFactory
  Stream<DynamicTest> scenario() throws Exception {
    RealTool.NODE.require();
    Path chromium = RealTool.CHROMIUM.require();
    Path modules = RealTool.folder("browser");
    if (!Files.isDirectory(modules.resolve("node_modules/playwright-core"))) {
      abort("playwright-core is not on this machine (`bash .ci/tools` gets it)");
    }
    List<JsonNode> results;
    try (PageStage stage = filled();
        Metrics metrics = new Metrics();
        AdminServer admin = serve(stage, metrics)) {
      CommandRun run =
          RealTool.NODE
              .with(
                  Path.of("src/test/browser/scenarios.mjs").toAbsolutePath().toString(),
                  "http://127.0.0.1:" + admin.address().getPort(),
                  TOKEN,
                  chromium.toString(),
                  modules.toString())
              .run(Duration.ofMinutes(10))
              .mustSucceed();
      results = run.out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    }
    assertThat(results).hasSizeGreaterThan(14);
    return results.stream()
        .map(
            result ->
                DynamicTest.dynamicTest(
                    result.path("name").asString(),
                    () -> assertThat(result.path("problem").asString()).isEmpty()));
  }

  private static PageStage filled() {
    PageStage stage = new PageStage();
    for (int i = 0; i < 9_900; i++) {
      stage.add(PageStage.admitted("d-many-" + i, "a.example/many/image-" + i));
    }
    stage.add(
        PageStage.entry(
            PageStage.HOSTILE,
            PageStage.HOSTILE,
            PageStage.HOSTILE,
            "refuse",
            PageStage.HOSTILE,
            "[{\"requirement\": \"<img src=x>\", \"met\": false}]"));
    stage.add(
        PageStage.refused(
            "d-refused",
            "a.example/prod/refused",
            "rule 'prod' wants a signature by release; found 2 signatures, none by it"));
    for (int i = 0; i < 40; i++) {
      stage.pass(1_000 + (i * 37L % 400), i % 5);
    }
    return stage;
  }

  private static AdminServer serve(PageStage stage, Metrics metrics) throws Exception {
    AtomicInteger pulls = new AtomicInteger();
    AdminAction pull =
        new AdminAction(
            "/admin/test-pull",
            (query, body) -> {
              String image = URLDecoder.decode(query.orElse(""), StandardCharsets.UTF_8);
              stage.add(PageStage.admitted("d-live-" + pulls.incrementAndGet(), image));
              return new AdminAction.Done(200, "pulled\n");
            });
    return AdminServer.start(
        new AdminConfig(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.of(AdminToken.of(Bytes.utf8(TOKEN)))),
        metrics,
        new Readiness(metrics),
        () -> "{}",
        stage.page(),
        List.of(pull),
        stage::answer);
  }
}
