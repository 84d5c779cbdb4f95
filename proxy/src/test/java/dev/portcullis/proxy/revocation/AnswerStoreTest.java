package dev.portcullis.proxy.revocation;

import static dev.portcullis.proxy.revocation.LabResponder.CA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabCrl;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabOcsp;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw answers on disk: across restarts, kills, and with a disk that does not work. */
class AnswerStoreTest {
  static final LabHolder LEAF =
      LabCertificate.of("C=US,ST=WA,O=acme,CN=kept", LabKey.p256("kept"))
          .usage(KeyUsage.digitalSignature)
          .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp("http://ocsp.acme.io/0"))
          .issuedBy(CA);

  @TempDir private Path folder = Path.of("");
  private final List<RevocationEvent> events = new CopyOnWriteArrayList<>();

  private Revocations open(Path cache, String... allowed) {
    return Revocations.open(
        new RevocationConfig(
            RevocationMode.HARD,
            Duration.ofSeconds(30),
            Optional.of(cache),
            Duration.ZERO,
            List.of(allowed)),
        events::add,
        InstantSource.system());
  }

  private static RevocationStatus status(RevocationAnswers answers, RevocationQuestion question) {
    return Optional.ofNullable(answers.statuses().get(question.key())).orElseThrow();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private void awaitFiles(int count) throws Exception {
    for (int i = 0; i < 400 && (files().size() != count || !areWhole()); i++) {
      Thread.sleep(25);
    }
    assertThat(files()).hasSize(count);
  }

  private boolean areWhole() throws IOException {
    return files().stream().noneMatch(file -> file.toString().endsWith(".tmp"));
  }

  @Test
  void afterARestartWithoutANetworkTheSameIsKnown() throws Exception {
    LabResponder responder = new LabResponder();
    RevocationQuestion byOcsp = LabResponder.about(responder.leafWithResponder("ocsp"));
    RevocationQuestion byList = LabResponder.about(responder.leafWithList("list"));
    RevocationQuestion revoked = LabResponder.about(responder.leafWithList("revoked"));
    responder.serve(
        "ocsp", () -> LabOcsp.good(responder.leafWithResponder("ocsp"), CA, Instant.now()).der());
    responder.serve(
        "crl",
        () -> LabCrl.of(CA, Instant.now()).revoking(revoked.certificate().serialNumber(), 1).der());
    List<RevocationQuestion> all = List.of(byOcsp, byList, revoked);
    try (Revocations first = open(folder, "127.0.0.1")) {
      RevocationAnswers answers = first.ask(all);
      assertThat(status(answers, byOcsp)).isInstanceOf(RevocationStatus.Good.class);
      assertThat(status(answers, byList)).isInstanceOf(RevocationStatus.Good.class);
      assertThat(status(answers, revoked)).isInstanceOf(RevocationStatus.Revoked.class);
      awaitFiles(4);
    }
    responder.close();
    try (Revocations second = open(folder)) {
      RevocationAnswers answers = second.known();
      assertThat(status(answers, byOcsp)).isInstanceOf(RevocationStatus.Good.class);
      assertThat(status(answers, byList)).isInstanceOf(RevocationStatus.Good.class);
      assertThat(status(answers, revoked)).isInstanceOf(RevocationStatus.Revoked.class);
      assertThat(second.ask(all)).isEqualTo(answers);
    }
    assertThat(events).noneMatch(RevocationEvent.StoreFailed.class::isInstance);
  }

  @Test
  void damagedFilesAreRemovedAndTheOthersAreRead() throws Exception {
    RevocationCell cell = new RevocationCell(LabResponder.about(LEAF));
    AnswerStore store = new AnswerStore(Optional.of(folder), events::add);
    store.save(cell);
    Path whole = files().getFirst();
    byte[] content = Files.readAllBytes(whole);
    Files.write(folder.resolve("cut.cell"), java.util.Arrays.copyOf(content, content.length / 2));
    Files.write(folder.resolve("noise.list"), new byte[] {1, 2, 3});
    content[content.length - 200] ^= 1;
    Files.write(folder.resolve("flipped.cell"), content);
    List<StoredCell> cells = new CopyOnWriteArrayList<>();
    store.load(_ -> {}, cells::add);
    assertThat(cells).hasSize(1);
    assertThat(files()).containsExactly(whole);
    assertThat(events).filteredOn(RevocationEvent.StoreFailed.class::isInstance).hasSize(3);
  }

  /** Somebody who can write to the folder cannot make a revoked certificate good. */
  @Test
  void answerThatIsNotSignedByTheIssuerCountsForNothingThoughItIsInTheStore() {
    RevocationCell cell = new RevocationCell(LabResponder.about(LEAF));
    cell.keep(
        new dev.portcullis.verify.x509.RevocationData.OcspAnswer(
            LabOcsp.good(LEAF, CA, Instant.now()).signedWith(LabKey.p256("impostor")).der(),
            "http://ocsp.acme.io/0",
            Instant.now()));
    new AnswerStore(Optional.of(folder), events::add).save(cell);
    try (Revocations revocations = open(folder)) {
      assertThat(status(revocations.known(), cell.question()))
          .isInstanceOf(RevocationStatus.Unknown.class);
    }
  }

  @Test
  void folderThatCannotBeUsedIsDoneWithout() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    LabResponder responder = new LabResponder();
    LabHolder leaf = responder.leafWithResponder("unkept");
    responder.serve("ocsp", () -> LabOcsp.good(leaf, CA, Instant.now()).der());
    try (Revocations revocations = open(file.resolve("below"), "127.0.0.1")) {
      RevocationQuestion question = LabResponder.about(leaf);
      assertThat(status(revocations.ask(List.of(question)), question))
          .isInstanceOf(RevocationStatus.Good.class);
    } finally {
      responder.close();
    }
    assertThat(events).anyMatch(RevocationEvent.StoreFailed.class::isInstance);
  }

  /** Kill -9 in the midst of writing, several times: what is there afterwards is whole. */
  @Test
  void killDuringAWriteLosesAtMostThatWrite() throws Exception {
    for (int round = 0; round < 3; round++) {
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  StoreWriter.class.getName(),
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(out.readLine()).isEqualTo("written");
        Thread.sleep(150 + (round * 37L));
      } finally {
        writer.destroyForcibly().waitFor();
      }
      assertThat(writer.exitValue()).isEqualTo(137);
      try (Revocations revocations = open(folder)) {
        assertThat(status(revocations.known(), LabResponder.about(LEAF)))
            .isInstanceOf(RevocationStatus.Good.class);
      }
    }
    assertThat(events).noneMatch(RevocationEvent.StoreFailed.class::isInstance);
  }
}
