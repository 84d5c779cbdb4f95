package dev.portcullis.proxy.demo;

import dev.portcullis.oci.MediaTypes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A pull client that says what it got and how long it took. */
final class DemoClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int REPEATS = 15;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ACCEPT =
      String.join(
          ", ",
          MediaTypes.OCI_MANIFEST,
          MediaTypes.OCI_INDEX,
          MediaTypes.DOCKER_MANIFEST,
          MediaTypes.DOCKER_LIST);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI proxy;

  DemoClient(URI proxy) {
    this.proxy = proxy;
  }

  /**
   * What came of a pull.
   *
   * @param outcome what the client saw
   * @param reason why, in the proxy's words
   * @param cold how long the first request took
   * @param warm how long it took to get the same content once more by its digest, the median of
   *     several
   */
  record Result(DemoPull.Outcome outcome, String reason, Duration cold, Duration warm) {}

  /** Makes the request once, and then some more times for the same content by its digest. */
  Result pull(DemoPull pull) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    HttpResponse<String> first = get(pull.path());
    Duration cold = Duration.ofNanos(System.nanoTime() - begin);
    long[] again = new long[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      begin = System.nanoTime();
      get(pull.again());
      again[i] = System.nanoTime() - begin;
    }
    Arrays.sort(again);
    return new Result(outcome(first), reason(first), cold, Duration.ofNanos(again[REPEATS / 2]));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(proxy.resolve(path))
            .header("Accept", ACCEPT)
            .timeout(PATIENCE)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.close();
  }

  private static DemoPull.Outcome outcome(HttpResponse<String> response) {
    return switch (response.statusCode()) {
      case 200 ->
          response.headers().firstValue("Warning").isPresent()
              ? DemoPull.Outcome.WARNED
              : DemoPull.Outcome.PASSED;
      case 403 -> DemoPull.Outcome.REFUSED;
      default -> DemoPull.Outcome.FAILED;
    };
  }

  private static String reason(HttpResponse<String> response) {
    if (response.statusCode() == 200) {
      return Stream.of("Warning", "Portcullis-Decision")
          .flatMap(
              name -> response.headers().firstValue(name).map(name.concat(": ")::concat).stream())
          .findFirst()
          .orElse(response.body().length() + " bytes");
    }
    try {
      JsonNode message = JSON.readTree(response.body()).at("/errors/0/message");
      return message.asString("HTTP " + response.statusCode());
    } catch (JacksonException e) {
      return "HTTP " + response.statusCode() + " without a reason";
    }
  }
}
