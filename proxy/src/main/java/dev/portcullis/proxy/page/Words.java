package dev.portcullis.proxy.page;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;

/** How decisions, times and spans are written. */
final class Words {
  private static final Set<String> KNOWN = Set.of("admit", "warn", "audit", "refuse", "undecided");

  private Words() {}

  /** A decision, coloured, in a word that says the same. */
  static void decision(Html page, String word) {
    page.markup("<span class=\"mark " + (KNOWN.contains(word) ? word : "other") + "\">")
        .text(word)
        .markup("</span>");
  }

  /** An instant to the minute. */
  static String minute(Instant time) {
    return time.truncatedTo(ChronoUnit.MINUTES).toString().replace('T', ' ').replace(":00Z", "")
        + " UTC";
  }

  /** A span in its two largest units; {@code ago} and {@code in} are the caller's words. */
  static String span(Duration span) {
    Duration whole = span.abs();
    if (whole.toDays() > 0) {
      return whole.toDays() + " d " + whole.toHoursPart() + " h";
    }
    if (whole.toHours() > 0) {
      return whole.toHours() + " h " + whole.toMinutesPart() + " min";
    }
    return whole.toMinutes() > 0
        ? whole.toMinutes() + " min " + whole.toSecondsPart() + " s"
        : whole.toSeconds() + " s";
  }

  /** How long {@code time} is away from {@code now}. */
  static String away(Instant time, Instant now) {
    return time.isAfter(now)
        ? "in " + span(Duration.between(now, time))
        : span(Duration.between(time, now)) + " ago";
  }

  /** How long ago {@code time} was; what the clock has not come to yet was just now. */
  static String ago(Instant time, Instant now) {
    return Duration.between(time, now).toSeconds() < 1 ? "just now" : away(time, now);
  }

  /** How long something took, in the unit that suits it. */
  static String time(double nanos) {
    if (nanos < 1e3) {
      return number(nanos) + " ns";
    }
    if (nanos < 1e6) {
      return number(nanos / 1e3) + " µs";
    }
    return nanos < 1e9 ? number(nanos / 1e6) + " ms" : number(nanos / 1e9) + " s";
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
