package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Base64Text;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tree head as a signed note (C2SP signed-note and tlog-checkpoint; sigstore spec notes, 2.6 and
 * 2.7), well-formed but unverified.
 *
 * @param origin the first line: which tree
 * @param treeSize the number of leaves
 * @param rootHash the root, 32 bytes
 * @param text what is signed: every line up to the empty one, line ends included
 * @param signatures the signature lines, in order
 */
record Checkpoint(
    String origin, long treeSize, Bytes rootHash, Bytes text, List<NoteSignature> signatures) {
  private static final String SIGNATURE_LINE = "\u2014 ";
  private static final int HINT_BYTES = 4;
  private static final int HASH_BYTES = 32;

  Checkpoint {
    signatures = List.copyOf(signatures);
  }

  /**
   * One signature line.
   *
   * @param name whose it is said to be
   * @param hint the first bytes of the key's identifier
   * @param signature the rest
   */
  record NoteSignature(String name, Bytes hint, Bytes signature) {
    /** Whether the line is said to be by the key with {@code expected} as its hint. */
    boolean claims(Bytes expected, Optional<String> by) {
      return hint.equals(expected) && (by.isEmpty() || by.get().equals(name));
    }
  }

  /**
   * Reads a checkpoint.
   *
   * @throws MalformedException if it is not one, or over a limit
   */
  static Checkpoint parse(Bytes note) throws MalformedException {
    if (note.length() > Limits.CHECKPOINT_BYTES) {
      throw MalformedException.overLimit(
          "a checkpoint of " + note.length() + " bytes is over " + Limits.CHECKPOINT_BYTES);
    }
    String all = note.toUtf8();
    int blank = all.lastIndexOf("\n\n");
    if (blank < 0 || !all.endsWith("\n")) {
      throw new MalformedException("the checkpoint has no signatures");
    }
    String text = all.substring(0, blank + 1);
    int first = text.indexOf('\n');
    int second = text.indexOf('\n', first + 1);
    int third = second < 0 ? -1 : text.indexOf('\n', second + 1);
    if (first <= 0 || third < 0) {
      throw new MalformedException("the checkpoint lacks origin, size or root hash");
    }
    Bytes rootHash = Base64Text.decode(text.substring(second + 1, third));
    if (rootHash.length() != HASH_BYTES) {
      throw new MalformedException("the checkpoint's root hash is not of 32 bytes");
    }
    return new Checkpoint(
        text.substring(0, first),
        size(text.substring(first + 1, second)),
        rootHash,
        Bytes.utf8(text),
        signatures(all, blank + 2));
  }

  private static long size(String line) throws MalformedException {
    boolean canonical =
        !line.isEmpty()
            && line.length() <= Limits.CHECKPOINT_SIZE_DIGITS
            && (line.length() == 1 || line.charAt(0) != '0');
    long size = 0;
    for (int i = 0; canonical && i < line.length(); i++) {
      int digit = line.charAt(i) - '0';
      canonical = digit >= 0 && digit <= 9;
      size = size * 10 + digit;
    }
    if (!canonical) {
      throw new MalformedException("the checkpoint's size is not a number");
    }
    return size;
  }

  private static List<NoteSignature> signatures(String note, int from) throws MalformedException {
    List<NoteSignature> signatures = new ArrayList<>(4);
    for (int at = from; at < note.length(); ) {
      if (signatures.size() == Limits.CHECKPOINT_SIGNATURES) {
        throw MalformedException.overLimit(
            "a checkpoint has more than " + Limits.CHECKPOINT_SIGNATURES + " signatures");
      }
      int end = note.indexOf('\n', at);
      signatures.add(signature(note.substring(at, end)));
      at = end + 1;
    }
    return signatures;
  }

  private static NoteSignature signature(String line) throws MalformedException {
    int name = SIGNATURE_LINE.length();
    int space = line.indexOf(' ', name);
    if (!line.startsWith(SIGNATURE_LINE) || space <= name) {
      throw new MalformedException("the checkpoint has a malformed signature line");
    }
    Bytes value = Base64Text.decode(line.substring(space + 1));
    if (value.length() <= HINT_BYTES) {
      throw new MalformedException("the checkpoint has a signature that is too short");
    }
    return new NoteSignature(
        line.substring(name, space),
        value.slice(0, HINT_BYTES),
        value.slice(HINT_BYTES, value.length()));
  }

  /**
   * Whether a signature line is by {@code log}. Lines of witnesses and of other keys are passed
   * over.
   *
   * @param name the name that the line must have; empty for any
   */
  boolean isSignedBy(TransparencyLog log, Optional<String> name) {
    Bytes hint = log.hint();
    for (NoteSignature line : signatures) {
      if (line.claims(hint, name) && log.signed(text, line.signature())) {
        return true;
      }
    }
    return false;
  }

  /** How many signature lines {@link #isSignedBy} must check at most. */
  int claims(TransparencyLog log, Optional<String> name) {
    Bytes hint = log.hint();
    int claims = 0;
    for (NoteSignature line : signatures) {
      claims += line.claims(hint, name) ? 1 : 0;
    }
    return claims;
  }

  /** Whether the origin is of Rekor v1's form, {@code host - treeID}. */
  boolean isOfRekorV1() {
    int separator = origin.lastIndexOf(" - ");
    int digits = separator + 3;
    if (separator < 0 || digits == origin.length()) {
      return false;
    }
    for (int i = digits; i < origin.length(); i++) {
      if (origin.charAt(i) < '0' || origin.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
