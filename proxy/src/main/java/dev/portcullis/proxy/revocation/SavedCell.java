package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.RevocationKey;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;

/**
 * A cell that a verdict rests on, as the store of verdicts keeps it.
 *
 * @param key the certificate
 * @param seen what the cell was taken to hold
 */
public record SavedCell(RevocationKey key, CellStatus seen) {
  private static final int LONGEST_SERIAL = 64;

  /** One word: status, issuer's key, issuer's name, serial number. */
  @Override
  public String toString() {
    return String.join(
        ".",
        seen.name(),
        key.issuerKey().toHex(),
        key.issuerName().toHex(),
        key.serialNumber().toString(16));
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws MalformedException if it is something else
   */
  public static SavedCell parse(String text) throws MalformedException {
    List<String> parts = List.of(text.split("\\.", -1));
    if (parts.size() != 4 || parts.getLast().length() > LONGEST_SERIAL) {
      throw new MalformedException("not a revocation cell");
    }
    try {
      return new SavedCell(
          new RevocationKey(
              Bytes.wrap(HexFormat.of().parseHex(parts.get(1))),
              Bytes.wrap(HexFormat.of().parseHex(parts.get(2))),
              new BigInteger(parts.get(3), 16)),
          CellStatus.valueOf(parts.getFirst()));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("not a revocation cell");
    }
  }
}
