package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** An object identifier (X.660). Two are equal if they name the same object. */
public final class Oid {

  private final Bytes content;

  private Oid(Bytes content) {
    this.content = content;
  }

  /**
   * The identifier in dotted decimal, from a constant of the program.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static Oid of(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    if (arcs.length < 2) {
      throw new IllegalArgumentException("not an object identifier: " + dotted);
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    write(
        content,
        new BigInteger(arcs[0]).multiply(BigInteger.valueOf(40)).add(new BigInteger(arcs[1])));
    for (int i = 2; i < arcs.length; i++) {
      write(content, new BigInteger(arcs[i]));
    }
    return new Oid(Bytes.wrap(content.toByteArray()));
  }

  /**
   * The identifier that the content of a DER OBJECT IDENTIFIER holds.
   *
   * @throws MalformedException if it is empty, unfinished, not in its shortest form or over 64
   *     bytes
   */
  static Oid ofContent(Bytes content) throws MalformedException {
    int length = content.length();
    if (length == 0 || length > Limits.OID_BYTES || content.at(length - 1) < 0) {
      throw new MalformedException("not a DER object identifier");
    }
    boolean first = true;
    for (int i = 0; i < length; i++) {
      byte b = content.at(i);
      if (first && b == (byte) 0x80) {
        throw new MalformedException("DER object identifier is not in its shortest form");
      }
      first = b >= 0;
    }
    return new Oid(content);
  }

  private static void write(ByteArrayOutputStream out, BigInteger arc) {
    int groups = Math.max(1, (arc.bitLength() + 6) / 7);
    for (int i = groups - 1; i >= 0; i--) {
      int seven = arc.shiftRight(7 * i).intValue() & 0x7f;
      out.write(i == 0 ? seven : seven | 0x80);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Oid that && content.equals(that.content);
  }

  @Override
  public int hashCode() {
    return content.hashCode();
  }

  /** The identifier in dotted decimal. */
  @Override
  public String toString() {
    StringBuilder dotted = new StringBuilder();
    BigInteger arc = BigInteger.ZERO;
    for (int i = 0; i < content.length(); i++) {
      arc = arc.shiftLeft(7).or(BigInteger.valueOf(content.at(i) & 0x7f));
      if (content.at(i) >= 0) {
        if (dotted.isEmpty()) {
          int root = arc.compareTo(BigInteger.valueOf(80)) >= 0 ? 2 : arc.intValue() / 40;
          dotted.append(root);
          arc = arc.subtract(BigInteger.valueOf(40L * root));
        }
        dotted.append('.').append(arc);
        arc = BigInteger.ZERO;
      }
    }
    return dotted.toString();
  }
}
