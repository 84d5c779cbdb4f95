package dev.portcullis.proxy.record;

import dev.portcullis.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * The end of one writer's chain. Each entry's hash is taken over the hash before it and everything
 * in the entry, each part preceded by its length, so that no entry can be changed, left out or
 * moved without the hashes after it telling. An entry without findings has the hash that it had
 * before entries could have any.
 *
 * @param seq the number of the last entry, 0 if there is none
 * @param hash its lower-case hexadecimal SHA-256
 */
public record Chain(long seq, String hash) {
  /** What the first entry follows. */
  static final String START = "0".repeat(64);

  /** No entry. */
  static Chain empty() {
    return new Chain(0, START);
  }

  /** The chain with one more entry. */
  Chain plus(RecordEntry entry) {
    return new Chain(seq + 1, hash(hash, entry));
  }

  /** The hash of {@code entry} if it follows {@code prev}. */
  static String hash(String prev, RecordEntry entry) {
    MessageDigest digest = Digest.Algorithm.SHA256.newMessageDigest();
    boolean isOld = entry.findings().isEmpty();
    add(digest, isOld ? "portcullis record 1" : "portcullis record 2");
    add(digest, prev);
    add(digest, entry.kind().word());
    add(digest, Long.toString(entry.first().toEpochMilli()));
    add(digest, Long.toString(entry.last().toEpochMilli()));
    for (String text :
        List.of(
            entry.id(),
            entry.image(),
            entry.tag(),
            entry.digest(),
            entry.platform(),
            entry.client(),
            entry.rule(),
            entry.revision(),
            entry.decision(),
            entry.basis(),
            entry.reason(),
            entry.trace())) {
      add(digest, text);
    }
    if (!isOld) {
      add(digest, entry.findings());
    }
    for (List<String> texts :
        List.of(entry.signers(), entry.keys(), entry.evidence(), entry.logEntries())) {
      add(digest, Integer.toString(texts.size()));
      texts.forEach(text -> add(digest, text));
    }
    add(digest, Long.toString(entry.micros()));
    add(digest, Long.toString(entry.pulls()));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int length = utf8.length;
    digest.update(
        new byte[] {
          (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
        });
    digest.update(utf8);
  }
}
