package dev.portcullis.bench.load;

import java.util.List;
import java.util.Map;

/**
 * One part of the report.
 *
 * @param title its heading
 * @param text what follows, in Markdown
 * @param plots plots by file name, as SVG; shown under the text
 * @param targets what it says about the targets
 */
record Section(String title, String text, Map<String, String> plots, List<Target> targets) {
  /** A part that says nothing about targets. */
  Section(String title, String text, Map<String, String> plots) {
    this(title, text, plots, List.of());
  }
}
