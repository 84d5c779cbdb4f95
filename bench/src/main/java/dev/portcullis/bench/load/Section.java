package dev.portcullis.bench.load;

import java.util.Map;

/**
 * One part of the report.
 *
 * @param title its heading
 * @param text what follows, in Markdown
 * @param plots plots by file name, as SVG; shown under the text
 */
record Section(String title, String text, Map<String, String> plots) {}
