package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** Reads bodies within a limit, and undoes gzip where it was used without being asked for. */
final class BodyReader {
  private BodyReader() {}

  /** A body that is larger than its limit. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(long limit) {
      super("more than " + limit + " bytes");
    }
  }

  /** A content coding that nobody asked for and that is not undone here. */
  static final class CodingException extends IOException {
    private static final long serialVersionUID = 1L;

    CodingException(String coding) {
      super("content coding '" + coding + "' was not asked for");
    }
  }

  /**
   * The whole body; of an error only the first 64 KiB.
   *
   * @throws TooLargeException if a body that is not an error has more than {@code limit} bytes,
   *     before or after decoding
   */
  static Bytes read(Response response, long limit) throws IOException {
    ResponseBody body = response.body();
    if (!response.isSuccessful()) {
      return Bytes.wrap(body.byteStream().readNBytes(Limits.ERROR_BYTES));
    }
    if (body.contentLength() > limit) {
      throw new TooLargeException(limit);
    }
    String coding = Optional.ofNullable(response.header("Content-Encoding")).orElse("");
    InputStream in =
        switch (coding.strip().toLowerCase(Locale.ROOT)) {
          case "", "identity" -> body.byteStream();
          case "gzip", "x-gzip" -> new GZIPInputStream(body.byteStream());
          default -> throw new CodingException(coding);
        };
    byte[] content = content(in, body.contentLength(), limit);
    if (content.length > limit) {
      throw new TooLargeException(limit);
    }
    return Bytes.wrap(content);
  }

  /** At most one byte more than {@code limit}, held once only where the length is right. */
  private static byte[] content(InputStream in, long length, long limit) throws IOException {
    int most = (int) Math.min(Integer.MAX_VALUE - 8, limit + 1);
    if (length < 0 || length >= most) {
      return in.readNBytes(most);
    }
    byte[] expected = new byte[(int) length];
    int read = in.readNBytes(expected, 0, expected.length);
    if (read < expected.length) {
      return Arrays.copyOf(expected, read);
    }
    byte[] more = in.readNBytes(most - read);
    if (more.length == 0) {
      return expected;
    }
    byte[] all = Arrays.copyOf(expected, read + more.length);
    System.arraycopy(more, 0, all, read, more.length);
    return all;
  }
}
