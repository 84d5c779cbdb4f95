package dev.portcullis.policy;

import java.util.Optional;

/** Looks for a path that two patterns of one registry both match. */
final class PatternOverlap {
  private PatternOverlap() {}

  /** A path that both match; empty if there is none. */
  static Optional<String> of(ImagePattern first, ImagePattern second) {
    String[] left = segments(first);
    String[] right = segments(second);
    if ((!first.isSubtree() && left.length < right.length + (second.isSubtree() ? 1 : 0))
        || (!second.isSubtree() && right.length < left.length + (first.isSubtree() ? 1 : 0))) {
      return Optional.empty();
    }
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      String a = i < left.length ? left[i] : "*";
      String b = i < right.length ? right[i] : "*";
      Optional<String> both = segment(a, b);
      if (both.isEmpty()) {
        return Optional.empty();
      }
      path.append(i == 0 ? "" : "/").append(both.get());
    }
    if (first.isSubtree() && second.isSubtree()) {
      path.append(path.isEmpty() ? "" : "/").append('x');
    }
    return Optional.of(path.toString());
  }

  private static String[] segments(ImagePattern pattern) {
    String stem = pattern.stem();
    return stem.isEmpty() ? new String[0] : stem.split("/");
  }

  /**
   * A string that both segments match, by walking the pairs of positions from the end: {@code
   * fits[i][j]} says whether what follows i in one and j in the other has a string in common.
   */
  private static Optional<String> segment(String a, String b) {
    boolean[][] fits = new boolean[a.length() + 1][b.length() + 1];
    for (int i = a.length(); i >= 0; i--) {
      for (int j = b.length(); j >= 0; j--) {
        fits[i][j] = fits(a, b, i, j, fits);
      }
    }
    return fits[0][0] ? Optional.of(spell(a, b, fits)) : Optional.empty();
  }

  private static boolean fits(String a, String b, int i, int j, boolean[][] fits) {
    boolean starA = i < a.length() && a.charAt(i) == '*';
    boolean starB = j < b.length() && b.charAt(j) == '*';
    if (i == a.length() && j == b.length()) {
      return true;
    }
    return (starA && (fits[i + 1][j] || (j < b.length() && fits[i][j + 1])))
        || (starB && (fits[i][j + 1] || (i < a.length() && fits[i + 1][j])))
        || (!starA
            && !starB
            && i < a.length()
            && j < b.length()
            && a.charAt(i) == b.charAt(j)
            && fits[i + 1][j + 1]);
  }

  private static String spell(String a, String b, boolean[][] fits) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    int j = 0;
    while (i < a.length() || j < b.length()) {
      boolean starA = i < a.length() && a.charAt(i) == '*';
      boolean starB = j < b.length() && b.charAt(j) == '*';
      if (starA && fits[i + 1][j]) {
        i++;
      } else if (starB && fits[i][j + 1]) {
        j++;
      } else if (starA) {
        text.append(b.charAt(j));
        j++;
      } else {
        text.append(a.charAt(i));
        i++;
        j += starB ? 0 : 1;
      }
    }
    return text.isEmpty() ? "x" : text.toString();
  }
}
