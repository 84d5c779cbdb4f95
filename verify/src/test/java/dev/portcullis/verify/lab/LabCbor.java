package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes CBOR (RFC 8949) from plain values: numbers, text, {@link Bytes}, lists, maps in their
 * order, tags; and anything malformed as {@link Raw}.
 */
public final class LabCbor {
  private LabCbor() {}

  /** A tagged value. */
  public record Tag(long number, Object value) {}

  /** Bytes that stand in the output as they are. */
  public record Raw(Bytes bytes) {}

  /** A map that may have a key twice. */
  public record Pairs(List<Map.Entry<Object, Object>> entries) {
    /** Copies the list. */
    public Pairs {
      entries = List.copyOf(entries);
    }
  }

  /** The shortest encoding of {@code value}. */
  public static Bytes encode(Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(out, value);
    return Bytes.wrap(out.toByteArray());
  }

  private static void write(ByteArrayOutputStream out, Object value) {
    switch (value) {
      case Integer number -> write(out, (long) number);
      case Long number when number >= 0 -> head(out, 0, number);
      case Long number -> head(out, 1, -1 - number);
      case Bytes bytes -> {
        head(out, 2, bytes.length());
        out.writeBytes(bytes.toByteArray());
      }
      case String text -> {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        head(out, 3, utf8.length);
        out.writeBytes(utf8);
      }
      case List<?> list -> {
        head(out, 4, list.size());
        list.forEach(item -> write(out, item));
      }
      case Map<?, ?> map -> {
        head(out, 5, map.size());
        map.forEach(
            (key, item) -> {
              write(out, key);
              write(out, item);
            });
      }
      case Pairs pairs -> {
        head(out, 5, pairs.entries().size());
        for (Map.Entry<Object, Object> entry : pairs.entries()) {
          write(out, entry.getKey());
          write(out, entry.getValue());
        }
      }
      case Tag tag -> {
        head(out, 6, tag.number());
        write(out, tag.value());
      }
      case Boolean truth -> out.write(truth ? 0xf5 : 0xf4);
      case Double real -> {
        out.write(0xfb);
        out.writeBytes(ByteBuffer.allocate(8).putDouble(real).array());
      }
      case Raw raw -> out.writeBytes(raw.bytes().toByteArray());
      default -> throw new IllegalArgumentException("cannot encode " + value.getClass());
    }
  }

  private static void head(ByteArrayOutputStream out, int major, long argument) {
    int top = major << 5;
    if (argument < 24) {
      out.write(top | (int) argument);
    } else if (argument < 1L << 8) {
      out.write(top | 24);
      out.write((int) argument);
    } else if (argument < 1L << 16) {
      out.write(top | 25);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) argument).array());
    } else if (argument < 1L << 32) {
      out.write(top | 26);
      out.writeBytes(ByteBuffer.allocate(4).putInt((int) argument).array());
    } else {
      out.write(top | 27);
      out.writeBytes(ByteBuffer.allocate(8).putLong(argument).array());
    }
  }
}
