package dev.portcullis.bench.load;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything that the scenarios share: the registry with its images, and the arms in front. */
final class Stage implements AutoCloseable {
  static final String REPOSITORY = "bench/image";
  static final String OPEN_REPOSITORY = "open/image";
  static final String ACCEPT = MediaTypes.OCI_MANIFEST + ", " + MediaTypes.OCI_INDEX;
  private static final Duration FAR = Duration.ofMillis(10);

  private final Path work;
  private final Path launcher;
  private final Pace pace;
  private final Servers servers;
  private final Others others;
  private final SeededImage seed;
  private final Arm registry;
  private final DelayRelay counted;
  private final DelayRelay far;
  private final Gate gate;
  private final Gate.Running running;
  private final Digest signed;
  private final Digest unsigned;
  private final List<Arm> arms = new ArrayList<>();
  private int checks;
  private int images;

  Stage(Path work, Path launcher, Pace pace, Servers servers)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.work = work;
    this.launcher = launcher;
    this.pace = pace;
    this.servers = servers;
    this.others = new Others(servers, work);
    this.registry = others.distribution().as("direct (distribution)", "", false);
    this.seed = new SeededImage(registry.url());
    this.signed = seed.push(REPOSITORY, "signed", Bytes.utf8("signed layer"));
    seed.sign(REPOSITORY, signed);
    this.unsigned = seed.push(REPOSITORY, "unsigned", Bytes.utf8("unsigned layer"));
    seed.push(OPEN_REPOSITORY, "signed", Bytes.utf8("signed layer"));
    Files.writeString(work.resolve("bench.pub"), seed.publicKey());
    this.counted = DelayRelay.start(registry.url(), Duration.ZERO);
    this.far = DelayRelay.start(registry.url(), FAR);
    this.gate = new Gate(servers, work, launcher, registry.url(), counted.url(), far.url());
    this.running = gate.start("portcullis", Gate.Settings.USUAL);
    startArms();
  }

  private void startArms() throws IOException, InterruptedException {
    arms.add(registry);
    arms.addAll(others.before(registry.url(), ""));
    arms.add(running.arm().as("portcullis, policy off", "", false));
    arms.add(running.arm().as("portcullis, warm", "", true));
  }

  Pace pace() {
    return pace;
  }

  Path work() {
    return work;
  }

  /** The program that starts the proxy. */
  Path launcher() {
    return launcher;
  }

  Servers servers() {
    return servers;
  }

  Others others() {
    return others;
  }

  Gate gate() {
    return gate;
  }

  Gate.Running running() {
    return running;
  }

  Arm registry() {
    return registry;
  }

  /** The registry behind a relay that counts requests. */
  DelayRelay counted() {
    return counted;
  }

  /** The registry ten milliseconds away. */
  DelayRelay far() {
    return far;
  }

  /** All arms that are here. */
  List<Arm> arms() {
    return List.copyOf(arms);
  }

  /** The arm of that name, if it is here. */
  Optional<Arm> arm(String name) {
    return arms.stream().filter(arm -> arm.name().equals(name)).findFirst();
  }

  SeededImage seed() {
    return seed;
  }

  /** What would be an arm and is not here. */
  List<String> absent() {
    return others.absent();
  }

  Digest signed() {
    return signed;
  }

  Digest unsigned() {
    return unsigned;
  }

  /** How a program that asks the registry itself names an image. */
  String reference(Digest image) {
    return registry.url().getAuthority() + "/" + REPOSITORY + "@" + image;
  }

  /** Pushes {@code count} images that nobody has pulled yet, each with its signature. */
  List<Digest> freshImages(int count) throws IOException, InterruptedException {
    List<Digest> fresh = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = ++images;
      Digest image = seed.push(REPOSITORY, "n" + number, Bytes.utf8("layer " + number));
      seed.sign(REPOSITORY, image);
      fresh.add(image);
    }
    return fresh;
  }

  /** Pushes a signed image whose layer has {@code bytes} bytes; the digest of the layer. */
  SeededImage.Large large(String tag, long bytes) throws IOException, InterruptedException {
    SeededImage.Large image = seed.pushLarge(REPOSITORY, tag, bytes);
    seed.sign(REPOSITORY, image.manifest());
    return image;
  }

  /** The repository that an arm is asked for. */
  static String repositoryOf(Arm arm) {
    return arm.name().startsWith("portcullis, policy off") ? OPEN_REPOSITORY : REPOSITORY;
  }

  /** The warm manifest of an arm. */
  URI warmManifest(Arm arm) {
    return arm.manifest(repositoryOf(arm), signed.toString());
  }

  /**
   * Checks that an arm serves the signed image, exactly, and if it is a gate refuses the other.
   *
   * @throws IOException if it does not; the measurement is then worth nothing
   */
  void check(Arm arm) throws IOException {
    String repository = repositoryOf(arm);
    try (Http http = new Http(arm.url())) {
      Http.Response served = http.get(arm.path(repository, "/manifests/" + signed));
      require(arm, "the signed image", served.status(), 200);
      if (!signed.matches(served.body())) {
        throw new IOException(arm.name() + " served other bytes than were asked for");
      }
      if (arm.gate()) {
        int status = http.get(arm.path(repository, "/manifests/" + unsigned)).status();
        require(arm, "the unsigned image", status, 403);
      }
      checks++;
    }
  }

  static void require(Arm arm, String what, int status, int wanted) throws IOException {
    if (status != wanted) {
      throw new IOException(
          arm.name() + " answered " + status + " instead of " + wanted + " for " + what);
    }
  }

  /** The number of checks so far, all of them passed. */
  int checks() {
    return checks;
  }

  /** Words on standard error about what is going on. */
  static void say(String words) {
    System.err.println(words);
  }

  @Override
  public void close() throws IOException {
    counted.close();
    far.close();
  }
}
