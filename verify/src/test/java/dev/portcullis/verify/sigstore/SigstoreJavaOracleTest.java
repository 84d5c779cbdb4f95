package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Artifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLogBody;
import dev.portcullis.verify.lab.LabStatement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Compares this verifier with sigstore-java on bundles that it supports: right ones must be
 * accepted by both, and nothing that it rejects may be accepted here, but for what {@link #reason}
 * says.
 */
class SigstoreJavaOracleTest {
  /** Of the structural changes each so-manieth is tried; -Ddifferential.step=1 tries all. */
  private static final int STEP = Integer.getInteger("differential.step", 7);

  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabEnvelope ENVELOPE = SIGNER.envelope(statement(IMAGE.digest().hex()));
  private static final LabEnvelope OTHER =
      SIGNER.envelope(statement(IMAGE.digest().hex()).withPredicate("{\"other\":true}"));

  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();

  private static LabStatement statement(String hex) {
    return new LabStatement(
        LabStatement.V1,
        List.of(Map.of("name", "app", "digest", Map.of("sha256", hex))),
        LabStatement.COSIGN_SIGN,
        Map.of());
  }

  private static List<Bytes> rightBundles() {
    LabBundle envelopeV2 = SIGNER.bundleV2(ENVELOPE);
    return Stream.of(
            SIGNER.bundle(ENVELOPE),
            SIGNER.bundle(OTHER),
            SIGNER.message(SUBJECT),
            SIGNER.messageV2(SUBJECT),
            SIGNER
                .bundle(ENVELOPE)
                .withTimestamp(SIGNER.timestamp(ENVELOPE.signature(0)).response()),
            envelopeV2.withEntries(
                SIGSTORE
                    .rekor2()
                    .enter(
                        "dsse",
                        "0.0.2",
                        LabLogBody.dsseV2(
                            ENVELOPE,
                            ENVELOPE.signature(0),
                            LabLogBody.certificate(SIGNER.holder())),
                        SIGNER.time())))
        .map(LabBundle::json)
        .toList();
  }

  private static SigstoreJavaOracle lab() {
    return new SigstoreJavaOracle(SUBJECT, SIGSTORE.trustedRoot().json());
  }

  @Test
  void rightBundlesAreAcceptedByBoth() {
    SigstoreJavaOracle both = lab();
    for (Bytes bundle : rightBundles()) {
      assertThat(both.weAccept(bundle)).isTrue();
      assertThat(both.rejection(bundle)).isEmpty();
    }
  }

  @Test
  void nothingThatTheOracleRejectsIsAccepted(TestReporter reporter) {
    SigstoreJavaOracle both = lab();
    List<Bytes> bundles = rightBundles();
    for (int i = 0; i < bundles.size(); i++) {
      Bytes bundle = bundles.get(i);
      compare(both, "lab " + i, bundle, BundleMutants.of(bundle));
      compare(both, "lab " + i, bundle, some(StructuralMutants.of(bundle)));
      for (Bytes donor : bundles) {
        compare(both, "lab " + i, bundle, some(StructuralMutants.spliced(bundle, donor)));
      }
    }
    conclude(reporter, 600);
  }

  /** Bundles of others, of which each that both accept is changed in every way. */
  @Test
  void nothingOfTheConformanceBundlesThatTheOracleRejectsIsAccepted(TestReporter reporter)
      throws IOException {
    Path cases = SharedFiles.find("conformance/sigstore-bundles");
    Assumptions.assumeTrue(Files.isDirectory(cases), "no conformance bundles at hand");
    List<Path> folders;
    try (Stream<Path> all = Files.list(cases)) {
      folders =
          all.filter(Files::isDirectory)
              .filter(folder -> !Files.exists(folder.resolve("key.pub")))
              .sorted()
              .toList();
    }
    Map<Bytes, SigstoreJavaOracle> oracles =
        new TreeMap<>((a, b) -> a.toHex().compareTo(b.toHex()));
    Map<Bytes, List<Bytes>> sameRoot = new TreeMap<>((a, b) -> a.toHex().compareTo(b.toHex()));
    for (Path folder : folders) {
      Bytes bundle = read(folder.resolve("bundle.sigstore.json"));
      if (folder.getFileName().toString().startsWith("trust-root")) {
        continue;
      }
      Path artifact = folder.resolve("artifact");
      Bytes root = root(folder);
      SigstoreJavaOracle both =
          oracles.computeIfAbsent(
              root,
              document ->
                  new SigstoreJavaOracle(
                      Artifact.File.of(
                          read(Files.exists(artifact) ? artifact : cases.resolve("a.txt"))),
                      document));
      String name = folder.getFileName().toString();
      boolean accepted = both.rejection(bundle).isEmpty();
      if (!accepted || !both.weAccept(bundle)) {
        compare(both, name, bundle, List.of(new BundleMutants.Mutant("itself", bundle)));
        continue;
      }
      List<Bytes> donors = sameRoot.computeIfAbsent(root, document -> new ArrayList<>());
      compare(both, name, bundle, BundleMutants.of(bundle));
      compare(both, name, bundle, some(StructuralMutants.of(bundle)));
      for (Bytes donor : donors) {
        compare(both, name, bundle, some(StructuralMutants.spliced(bundle, donor)));
        compare(both, name, donor, some(StructuralMutants.spliced(donor, bundle)));
      }
      donors.add(bundle);
    }
    conclude(reporter, 600);
  }

  private static Bytes root(Path folder) {
    Path own = folder.resolve("trusted_root.json");
    return Files.exists(own) ? read(own) : PublicGoodRoot.document();
  }

  private static Bytes read(Path file) {
    try {
      return Bytes.wrap(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<BundleMutants.Mutant> some(List<BundleMutants.Mutant> mutants) {
    return IntStream.range(0, mutants.size())
        .filter(i -> i % STEP == 0)
        .mapToObj(mutants::get)
        .toList();
  }

  private void compare(
      SigstoreJavaOracle both, String name, Bytes bundle, List<BundleMutants.Mutant> mutants) {
    for (BundleMutants.Mutant mutant : mutants) {
      boolean ours = both.weAccept(mutant.json());
      boolean theirs = both.rejection(mutant.json()).isEmpty();
      count("mutants");
      if (ours && theirs) {
        count("accepted by both");
      } else if (!ours && !theirs) {
        count("rejected by both");
      } else if (theirs) {
        count("rejected here only");
      } else {
        String reason = reason(name, bundle.toUtf8(), mutant.name());
        count("accepted here only: " + (reason.isEmpty() ? "unexplained" : reason));
        if (reason.isEmpty()) {
          differences.add(name + ": " + mutant.name());
        }
      }
    }
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void conclude(TestReporter reporter, int most) {
    reporter.publishEntry("differential", counts.toString());
    assertThat(differences).isEmpty();
    assertThat(counts.getOrDefault("rejected by both", 0)).isGreaterThan(most);
  }

  /** Why a bundle that sigstore-java rejects is right all the same; empty if it is not known. */
  private static String reason(String name, String bundle, String change) {
    if (change.equals("itself")) {
      return switch (name) {
        case "intoto-with-custom-trust-root" -> "sigstore-java has no intoto 0.0.2";
        case "rekor2-dsse-happy-path" -> "sigstore-java has no Rekor v2 hashedrekord of envelopes";
        default -> "";
      };
    }
    if (change.endsWith(" called payload_type")) {
      return "both spellings of a field are right";
    }
    boolean proven =
        bundle.contains("signedEntryTimestamp") || change.endsWith(" with one of another");
    if (change.contains("imestampVerificationData") && proven) {
      return "a timestamp that proves nothing is passed over while the time is proven";
    }
    if (change.contains("/x509CertificateChain/certificates")) {
      return "what follows the signer in a chain is not looked at";
    }
    boolean gone = change.startsWith("without ") || change.endsWith(" as NULL");
    if (gone && change.contains("/inclusionProof") && bundle.contains("version=0.1")) {
      return "bundles of 0.1 need no inclusion proof";
    }
    return "";
  }
}
