package dev.portcullis.bench.load;

import dev.portcullis.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A thousand clients ask for one digest at once that the proxy has never seen. */
final class Stampede implements Scenario {
  private static final int CLIENTS = 1_000;
  private static final int BUFFER = 8 * 1024;

  @Override
  public String name() {
    return "stampede";
  }

  @Override
  public Section run(Stage stage) throws IOException, InterruptedException {
    Arm arm = stage.running().arm().as("portcullis, stampede", "counted.bench/", true);
    StringBuilder text =
        new StringBuilder(
            "%,d connections send the same GET at once; the digest is new to the proxy.%n%n"
                    .formatted(CLIENTS)
                + "| stampede | served | verifications | requests upstream | first us | last us"
                + " |\n|---|---|---|---|---|---|\n");
    List<Digest> images = stage.freshImages(Math.max(2, stage.pace().rounds()));
    double first = alone(stage, arm);
    double alone =
        Math.min(first, alone(stage, arm)); // the first also learns what the registry has
    long mostAsked = 0;
    double mostVerified = 0;
    for (int i = 0; i < images.size(); i++) {
      double verified = verifications(stage);
      long asked = stage.counted().requests();
      Histogram histogram = stampede(arm, images.get(i));
      double verifications = verifications(stage) - verified;
      text.append(
          "| %d | %,d | %.0f | %,d | %,.0f | %,.0f |%n"
              .formatted(
                  i + 1,
                  histogram.total(),
                  verifications,
                  stage.counted().requests() - asked,
                  histogram.micros(0),
                  histogram.micros(1)));
      if (histogram.total() != CLIENTS || verifications != 1) {
        throw new IOException(
            "%,d clients were served by %.0f verifications"
                .formatted(histogram.total(), verifications));
      }
      mostVerified = Math.max(mostVerified, verifications);
      mostAsked = Math.max(mostAsked, stage.counted().requests() - asked);
      stage.check(arm);
    }
    return new Section(
        "1,000 clients at once on one cold digest",
        text.toString(),
        Map.of(),
        List.of(
            Target.atMost(
                "1,000 clients on one cold digest, verifications", 1, mostVerified, "", ""),
            Target.atMost(
                "1,000 clients on one cold digest, requests upstream to those of one pull",
                1,
                mostAsked / alone,
                "",
                "")));
  }

  /** The requests that the first pull of one client makes upstream. */
  private static double alone(Stage stage, Arm arm) throws IOException, InterruptedException {
    Digest image = stage.freshImages(1).getFirst();
    long asked = stage.counted().requests();
    try (Http http = new Http(arm.url())) {
      String path = arm.path(Stage.REPOSITORY, "/manifests/" + image);
      Stage.require(arm, "a signed image", http.get(path).status(), 200);
    }
    return stage.counted().requests() - asked;
  }

  private static double verifications(Stage stage) throws IOException {
    return Gate.metric(stage.running().admin(), "portcullis_verifications_total");
  }

  private static Histogram stampede(Arm arm, Digest image)
      throws IOException, InterruptedException {
    String path = arm.path(Stage.REPOSITORY, "/manifests/" + image);
    List<Http> connections = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      connections.add(new Http(arm.url(), BUFFER));
    }
    Histogram histogram = new Histogram();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> pulls = new ArrayList<>();
      for (Http http : connections) {
        pulls.add(
            clients.submit(
                () -> {
                  start.await();
                  long began = System.nanoTime();
                  Stage.require(arm, "a signed image", http.get(path).status(), 200);
                  return System.nanoTime() - began;
                }));
      }
      start.countDown();
      for (Future<Long> pull : pulls) {
        histogram.add(pull.get());
      }
    } catch (ExecutionException failed) {
      throw new IOException("a client was not served", failed.getCause());
    }
    for (Http http : connections) {
      http.close();
    }
    return histogram;
  }
}
