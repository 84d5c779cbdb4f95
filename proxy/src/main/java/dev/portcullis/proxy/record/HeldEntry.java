package dev.portcullis.proxy.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterOutputStream;

/**
 * An entry that takes little memory: its trace, which is most of it and seldom looked at, is
 * compressed.
 *
 * @param entry the entry without its trace
 */
record HeldEntry(RecordEntry entry, Trace trace) {
  private static final Trace NONE = new Trace(new byte[0]);

  /** A compressed text; no array if it is empty. */
  static final class Trace {
    private final byte[] compressed;

    private Trace(byte[] compressed) {
      this.compressed = compressed;
    }
  }

  /** Holds {@code entry}, with each of its texts replaced by one that equals it. */
  static HeldEntry of(RecordEntry entry, UnaryOperator<String> text) {
    return new HeldEntry(entry.held("", text), compress(entry.trace()));
  }

  boolean hasTrace() {
    return trace.compressed.length > 0;
  }

  /** The entry as it was. */
  RecordEntry whole() {
    return hasTrace() ? entry.held(expand(trace), UnaryOperator.identity()) : entry;
  }

  private static Trace compress(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflating = new DeflaterOutputStream(out)) {
      deflating.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Trace(out.toByteArray());
  }

  private static String expand(Trace trace) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (InflaterOutputStream inflating = new InflaterOutputStream(out)) {
      inflating.write(trace.compressed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
