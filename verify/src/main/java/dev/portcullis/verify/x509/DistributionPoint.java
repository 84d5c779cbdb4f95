package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One place of revocation lists (RFC 5280, section 4.2.1.13): several names are mirrors of one
 * list, several points are several lists.
 *
 * @param names the names of the point, each a DER GeneralName; empty if it is named relative to its
 *     issuer
 * @param urls the names that are http URLs; other schemes are never fetched
 * @param allReasons whether its list covers every reason for revocation
 * @param indirect whether another authority than the certificate's issuer signs the list
 */
record DistributionPoint(
    List<Bytes> names, List<String> urls, boolean allReasons, boolean indirect) {
  private static final int URI = DerReader.primitive(6);

  DistributionPoint {
    names = List.copyOf(names);
    urls = List.copyOf(urls);
  }

  /** Reads CRLDistributionPoints, the value of that extension and of {@code freshestCRL}. */
  static List<DistributionPoint> readAll(Bytes value) throws MalformedException {
    DerReader outer = DerReader.of(value);
    DerReader sequence = outer.enter(DerReader.SEQUENCE);
    outer.requireEnd();
    List<DistributionPoint> points = new ArrayList<>(1);
    while (sequence.hasNext()) {
      points.add(read(sequence.enter(DerReader.SEQUENCE)));
      requireFew(points.size());
    }
    if (points.isEmpty()) {
      throw new MalformedException("no distribution point is listed");
    }
    return points;
  }

  private static DistributionPoint read(DerReader point) throws MalformedException {
    List<Bytes> names =
        point.nextIs(DerReader.constructed(0))
            ? names(point.enter(DerReader.constructed(0)))
            : List.of();
    boolean reasons = point.nextIs(DerReader.primitive(1));
    if (reasons) {
      point.skip();
    }
    boolean indirect = point.nextIs(DerReader.constructed(2));
    if (indirect) {
      point.skip();
    }
    point.requireEnd();
    return new DistributionPoint(names, urls(names), !reasons, indirect);
  }

  /** The names in a DistributionPointName; none for one that is relative to the list's issuer. */
  static List<Bytes> names(DerReader choice) throws MalformedException {
    if (!choice.nextIs(DerReader.constructed(0))) {
      choice.skip();
      choice.requireEnd();
      return List.of();
    }
    DerReader generalNames = choice.enter(DerReader.constructed(0));
    choice.requireEnd();
    List<Bytes> names = new ArrayList<>(1);
    while (generalNames.hasNext()) {
      names.add(generalNames.element());
      requireFew(names.size());
    }
    return names;
  }

  private static void requireFew(int count) throws MalformedException {
    if (count > Limits.DISTRIBUTION_POINTS) {
      throw MalformedException.overLimit(
          "more than " + Limits.DISTRIBUTION_POINTS + " distribution points or names");
    }
  }

  private static List<String> urls(List<Bytes> names) throws MalformedException {
    List<String> urls = new ArrayList<>(names.size());
    for (Bytes name : names) {
      DerReader reader = DerReader.of(name);
      if (reader.nextIs(URI)) {
        httpUrl(reader, urls);
      }
    }
    return urls;
  }

  /** Adds the URI that follows, a GeneralName, if it is one that may be fetched. */
  static void httpUrl(DerReader reader, List<String> urls) throws MalformedException {
    String url = new String(reader.content(URI).toByteArray(), StandardCharsets.US_ASCII);
    if (url.toLowerCase(Locale.ROOT).startsWith("http://")
        && url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      urls.add(url);
    }
  }
}
