package dev.portcullis.proxy.revocation;

import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabOcsp;
import dev.portcullis.verify.x509.RevocationData.OcspAnswer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A process that keeps writing answers until it is killed; run by {@link AnswerStoreTest}. */
final class StoreWriter {
  private StoreWriter() {}

  public static void main(String[] arguments) {
    AnswerStore store = new AnswerStore(Optional.of(Path.of(arguments[0])), _ -> {});
    LabHolder leaf = AnswerStoreTest.LEAF;
    RevocationCell cell = new RevocationCell(LabResponder.about(leaf));
    Instant now = Instant.now();
    for (int i = 0; i < 16; i++) {
      cell.keep(
          new OcspAnswer(
              LabOcsp.good(leaf, LabResponder.CA, now).der(), "http://ocsp.acme.io/" + i, now));
    }
    store.save(cell);
    System.out.println("written");
    System.out.flush();
    while (true) {
      store.save(cell);
    }
  }
}
