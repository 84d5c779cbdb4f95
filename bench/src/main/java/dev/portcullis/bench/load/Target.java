package dev.portcullis.bench.load;

import java.util.Locale;

/**
 * One line of the table of targets, made of what a run found.
 *
 * @param what what was measured
 * @param wanted the target, in words
 * @param found what was found, in words
 * @param missedBy by what share of the target it was missed; 0 if it was met, NaN if nothing was
 *     found
 * @param tried what has been tried to reach it, Markdown; shown if it was missed
 */
record Target(String what, String wanted, String found, double missedBy, String tried) {

  /** A ratio or figure that is to be {@code wanted} or more. */
  static Target atLeast(String what, double wanted, double found, String unit, String tried) {
    return new Target(
        what,
        "at least " + figure(wanted) + unit,
        figure(found) + unit,
        Double.isNaN(found) ? found : Math.max(0, (wanted - found) / wanted),
        tried);
  }

  /** A ratio or figure that is to be {@code wanted} or less. */
  static Target atMost(String what, double wanted, double found, String unit, String tried) {
    return new Target(
        what,
        "at most " + figure(wanted) + unit,
        figure(found) + unit,
        Double.isNaN(found) ? found : Math.max(0, (found - wanted) / wanted),
        tried);
  }

  static String header() {
    return "| what | target | here | |\n|---|---|---|---|\n";
  }

  String row() {
    return "| %s | %s | %s | %s |%n".formatted(what, wanted, found, outcome());
  }

  private String outcome() {
    if (Double.isNaN(missedBy)) {
      return "not measured";
    }
    return missedBy == 0
        ? "met"
        : String.format(Locale.ROOT, "**missed by %.0f %%**", 100 * missedBy)
            + (tried.isEmpty() ? "" : "; " + tried);
  }

  private static String figure(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : Svg.number(value);
  }
}
