package dev.portcullis.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.revocation.RevocationWatch;
import dev.portcullis.verify.lab.LabArtifact;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What one verdict keeps on the heap, counted after collections: decisions as real pulls bring
 * them, their ids and grounds, their keys, and the cache's own entries; without manifests, which
 * are bounded by bytes on their own.
 */
class VerdictFootprintTest {
  private static final int PULLS = 1_000;
  private static final int LIMIT = 800;

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final Instant expires = Instant.parse("2036-01-01T00:00:00Z");

  private record Pulled(Digest digest, Answer.Serve serve) {}

  @Test
  void verdictTakesOneKibibyteAtMost() {
    VerdictMemory verdicts =
        new VerdictMemory(
            AdmissionConfig.defaults(),
            new TestClock(),
            new Enforcement(_ -> {}),
            (_, _, _, _) -> {});
    List<Pulled> pulled = pulls();
    for (Pulled pull : pulled) {
      verdicts.keep(
          keyAsParsedFromARequest(pull.digest()),
          new Verdict(
              pull.serve().decision(),
              pull.serve().id(),
              expires,
              pull.serve().grounds(),
              RevocationWatch.NONE));
    }
    pulled.clear();
    long with = used();
    assertThat(verdicts.verdicts()).isEqualTo(PULLS);
    verdicts.clear();
    long each = (with - used()) / PULLS;
    assertThat(each).as("bytes of heap for each verdict").isBetween(200L, (long) LIMIT);
  }

  /** Shares nothing with anything, as a request's parts do. */
  private static ContentKey keyAsParsedFromARequest(Digest digest) {
    return new ContentKey(
        new RepositoryName("registry.test", "team".concat("/app")),
        new Digest(digest.algorithm(), String.valueOf(digest.hex().toCharArray())));
  }

  private static List<Pulled> pulls() {
    List<Pulled> pulled = new ArrayList<>();
    try (Gate gate = new Gate(Optional.empty())) {
      for (int i = 0; i < PULLS; i++) {
        LabArtifact image = LabArtifact.image("app " + i);
        gate.push(Gate.APP, "n" + i, image);
        gate.sign(Gate.APP, image.digest(), Gate.KEY);
        gate.pull(Gate.APP, image.digest()); // whose answer the record needs more of
        Answer answer = gate.pull(Gate.APP, image.digest());
        assertThat(answer).isInstanceOf(Answer.Serve.class);
        pulled.add(new Pulled(image.digest(), (Answer.Serve) answer));
      }
    }
    return pulled;
  }

  private long used() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }
}
