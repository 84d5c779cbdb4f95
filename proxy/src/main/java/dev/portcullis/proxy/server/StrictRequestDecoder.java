package dev.portcullis.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;

/**
 * Decodes HTTP/1.1 requests on the event loop, as strictly as Netty can (bare line feeds, both
 * lengths, several lengths, control characters are refused) and stricter: a folded header line (RFC
 * 9112, 5.2) is refused too. Knows since when a request has been incomplete.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
  /** Bytes of a request line; presigned URLs occur only upstream. */
  static final int REQUEST_LINE = 4096;

  /** Bytes of all header lines. */
  static final int HEADERS = 8192;

  private static final int CHUNK = 64 * 1024;

  /** Names that clients send with most requests; the ones that Netty knows itself are not here. */
  private static final AsciiString[] USUAL = {
    AsciiString.cached("User-Agent"),
    AsciiString.cached("Accept-Encoding"),
    AsciiString.cached("Authorization"),
    AsciiString.cached("Range")
  };

  private final LoopClock clock;
  private boolean midHeaders;
  private boolean inBody;
  private boolean bad;
  private boolean incomplete;
  private long incompleteSince;

  StrictRequestDecoder(LoopClock clock) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(REQUEST_LINE)
            .setMaxHeaderSize(HEADERS)
            .setMaxChunkSize(CHUNK));
    this.clock = clock;
  }

  /** Whether bytes of a request have come whose headers are not complete for {@code nanos}. */
  boolean isIncompleteFor(long nanos) {
    return incomplete && clock.nanos() - incompleteSince > nanos;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    if (!incomplete && !inBody) {
      incomplete = true;
      incompleteSince = clock.nanos();
    }
    super.channelRead(ctx, msg);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out)
      throws Exception {
    if (bad) {
      buffer.skipBytes(buffer.readableBytes());
      return;
    }
    if (!inBody && isFolded(buffer)) {
      buffer.skipBytes(buffer.readableBytes());
      bad = true;
      out.add(refused());
      return;
    }
    super.decode(ctx, buffer, out);
    for (int i = 0; i < out.size(); i++) {
      Object decoded = out.get(i);
      bad |= decoded instanceof HttpObject object && object.decoderResult().isFailure();
      if (decoded instanceof HttpRequest) {
        midHeaders = false;
        inBody = true;
        incomplete = false;
      }
      if (decoded instanceof LastHttpContent) {
        inBody = false;
      }
    }
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) throws Exception {
    midHeaders = true;
    return super.createMessage(initialLine);
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    for (AsciiString name : USUAL) {
      int from = name.arrayOffset();
      if (name.length() == length
          && Arrays.equals(line, start, start + length, name.array(), from, from + length)) {
        return name;
      }
    }
    return super.splitHeaderName(line, start, length);
  }

  /**
   * Whether a line in {@code buffer}, up to the end of the headers, begins with white space. The
   * parser takes whole lines, so the buffer begins where a line begins.
   */
  private boolean isFolded(ByteBuf buffer) {
    int end = buffer.writerIndex();
    boolean headers = midHeaders;
    for (int line = buffer.readerIndex(); line < end; ) {
      if (isBlank(buffer.getByte(line))) {
        return true;
      }
      int feed = buffer.indexOf(line, end, (byte) '\n');
      boolean empty = feed - line <= 1;
      if (feed < 0 || (empty && headers)) {
        return false;
      }
      headers = headers || !empty;
      line = feed + 1;
    }
    return false;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static HttpRequest refused() {
    HttpRequest request =
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request");
    request.setDecoderResult(
        DecoderResult.failure(new IllegalArgumentException("a header line is folded")));
    return request;
  }
}
