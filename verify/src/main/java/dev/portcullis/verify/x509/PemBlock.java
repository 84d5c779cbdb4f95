package dev.portcullis.verify.x509;

import dev.portcullis.oci.Base64Text;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.util.ArrayList;
import java.util.List;

/**
 * One block of the textual encoding of keys and certificates (RFC 7468).
 *
 * @param label what stands between {@code BEGIN} and the dashes
 * @param der the decoded body
 */
public record PemBlock(String label, Bytes der) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /**
   * Reads every block of {@code text}. Text outside of blocks is explanatory and ignored (RFC 7468,
   * section 2).
   *
   * @param limit the number of blocks that are still accepted
   * @throws MalformedException if a block is not closed by its own label, is not base64, or there
   *     are too many
   */
  public static List<PemBlock> parse(String text, int limit) throws MalformedException {
    List<PemBlock> blocks = new ArrayList<>();
    int at = text.indexOf(BEGIN);
    while (at >= 0) {
      if (blocks.size() == limit) {
        throw MalformedException.overLimit("there are more than " + limit + " PEM blocks");
      }
      int label = at + BEGIN.length();
      int body = text.indexOf(DASHES, label);
      if (body < 0) {
        throw new MalformedException("a PEM block has no dashes after its label");
      }
      String name = text.substring(label, body);
      int end = text.indexOf(DASHES, body + DASHES.length());
      String closing = END + name + DASHES;
      if (end < 0 || !text.startsWith(closing, end)) {
        throw new MalformedException(
            "a PEM block does not end with -----END " + Quoting.shorten(name) + DASHES);
      }
      String base64 = withoutWhiteSpace(text, body + DASHES.length(), end);
      blocks.add(new PemBlock(name, Base64Text.decode(base64)));
      at = text.indexOf(BEGIN, end + closing.length());
    }
    return List.copyOf(blocks);
  }

  private static String withoutWhiteSpace(String text, int from, int to) {
    StringBuilder kept = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c != '\n' && c != '\r' && c != ' ' && c != '\t') {
        kept.append(c);
      }
    }
    return kept.toString();
  }
}
