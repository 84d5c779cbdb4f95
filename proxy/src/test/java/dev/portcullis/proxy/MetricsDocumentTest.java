package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.policy.Exemption;
import dev.portcullis.proxy.demo.DemoStage;
import dev.portcullis.proxy.record.DecisionFormat;
import dev.portcullis.proxy.trust.RootRefresher;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of metrics in the documents against what a proxy in use exposes. */
class MetricsDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/metrics.md");
  private static final Set<String> OF_HISTOGRAMS = Set.of("le", "quantile");

  /** What is said of a metric: its kind and the names of its labels. */
  private record Said(String kind, Set<String> labels) {}

  @Test
  void everyMetricIsDocumentedWithItsKindAndLabelsAndNoOther(@TempDir Path temp) throws Exception {
    SortedMap<String, Said> documented = documented();
    assertThat(documented).hasSizeGreaterThan(45);

    assertThat(exposed(temp)).isEqualTo(documented);
  }

  private static SortedMap<String, Said> documented() throws Exception {
    SortedMap<String, Said> documented = new TreeMap<>();
    Matcher rows =
        Pattern.compile("(?m)^\\| `(portcullis_[a-z_]+)` \\| (\\w+) \\| ([^|]*)\\|")
            .matcher(Files.readString(DOCUMENT));
    while (rows.find()) {
      Set<String> labels = new TreeSet<>();
      for (String part : rows.group(3).split(";", -1)) {
        Matcher label = Pattern.compile("^\\s*`(\\w+)`").matcher(part);
        // After "decision:" further semicolons part values, which are no labels.
        if (label.find() && (part.contains("`:") || part.strip().matches("`\\w+`( \\(.*\\))?"))) {
          labels.add(label.group(1));
        }
      }
      documented.put(rows.group(1), new Said(rows.group(2), labels));
    }
    return documented;
  }

  private static SortedMap<String, Said> exposed(Path temp) throws Exception {
    try (DemoStage stage = new DemoStage(temp);
        HttpClient http = HttpClient.newHttpClient()) {
      Files.writeString(
          stage.config(),
          "exemptions: [{digest: \"%s\", reason: x, expires: 2099-01-01T00:00:00Z}]\n"
              .formatted(stage.registry().tagged("shop/unsigned", "1.0").orElseThrow()),
          StandardOpenOption.APPEND);
      try (Wiring wiring =
              Wiring.start(
                  ConfigReader.read(stage.config()),
                  DecisionFormat.JSON,
                  line -> {},
                  InstantSource.system());
          RootRefresher roots = new RootRefresher(InstantSource.system(), (root, success) -> {})) {
        wiring.metrics().root(roots, "own");
        wiring.metrics().rootRefreshed("own", true);
        wiring
            .metrics()
            .exemptions()
            .report(
                List.of(
                    new Exemption(
                        Digest.sha256(Bytes.utf8("x")), "test", Instant.ofEpochSecond(1))));
        for (String image : List.of("api", "unsigned", "stranger")) {
          URI uri =
              URI.create(
                  "http://127.0.0.1:%d/v2/shop/%s/manifests/1.0"
                      .formatted(wiring.address().getPort(), image));
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
        }
        return families(wiring.metrics().scrape());
      }
    }
  }

  /** The families of this program in a scrape, without the largest values beside histograms. */
  private static SortedMap<String, Said> families(String scrape) {
    Map<String, String> kinds = new TreeMap<>();
    Matcher types = Pattern.compile("(?m)^# TYPE (portcullis_\\S+) (\\S+)$").matcher(scrape);
    while (types.find()) {
      kinds.put(types.group(1), types.group(2));
    }
    SortedMap<String, Said> families = new TreeMap<>();
    kinds.forEach(
        (name, kind) -> {
          boolean largest =
              name.endsWith("_max")
                  && "histogram".equals(kinds.get(name.substring(0, name.length() - 4)));
          if (!largest) {
            families.put(name, new Said(kind, labels(scrape, name)));
          }
        });
    return families;
  }

  private static Set<String> labels(String scrape, String name) {
    Pattern series =
        Pattern.compile(
            "(?m)^" + name + "(?:_bucket|_count|_sum)?(?:\\{(.*?)})? [0-9.eE+-]+(?:NaN)?$");
    return series
        .matcher(scrape)
        .results()
        .filter(one -> one.group(1) != null)
        .flatMap(one -> Pattern.compile("(\\w+)=\"").matcher(one.group(1)).results())
        .map(label -> label.group(1))
        .filter(label -> !OF_HISTOGRAMS.contains(label))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
