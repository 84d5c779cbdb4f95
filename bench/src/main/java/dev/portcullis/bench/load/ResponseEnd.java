package dev.portcullis.bench.load;

import java.nio.ByteBuffer;

/** Finds where a response with a {@code Content-Length} ends, without making an object. */
final class ResponseEnd {
  private static final byte[] LENGTH = {
    'c', 'o', 'n', 't', 'e', 'n', 't', '-', 'l', 'e', 'n', 'g', 't', 'h', ':'
  };

  private ResponseEnd() {}

  /** The index behind the response that begins at 0; -1 as long as its head is not complete. */
  static int of(ByteBuffer in) {
    int length = -1;
    int line = 0;
    for (int i = 0; i < in.position(); i++) {
      if (in.get(i) != '\n') {
        continue;
      }
      if (i - line <= 1 && line > 0) {
        return length < 0 ? -1 : i + 1 + length;
      }
      if (isLength(in, line, i)) {
        length = number(in, line + LENGTH.length, i);
      }
      line = i + 1;
    }
    return -1;
  }

  /** Whether its status is 200. */
  static boolean isOk(ByteBuffer in) {
    return in.get(9) == '2' && in.get(10) == '0' && in.get(11) == '0';
  }

  private static boolean isLength(ByteBuffer in, int from, int to) {
    if (to - from <= LENGTH.length) {
      return false;
    }
    for (int i = 0; i < LENGTH.length; i++) {
      byte b = in.get(from + i);
      if (b != LENGTH[i] && b + ('a' - 'A') != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  private static int number(ByteBuffer in, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      byte b = in.get(i);
      if (b >= '0' && b <= '9') {
        number = number * 10 + (b - '0');
      }
    }
    return number;
  }
}
