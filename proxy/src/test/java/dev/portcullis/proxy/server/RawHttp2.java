package dev.portcullis.proxy.server;

import dev.portcullis.oci.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An HTTP/2 connection whose frames are written by hand, however wrong (RFC 9113, 4.1). */
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  private final SSLSocket socket;
  private final DataInputStream in;
  private final OutputStream out;

  record Frame(int type, int flags, int stream, Bytes payload) {
    /** The four bytes at {@code at} as a number. */
    int number(int at) {
      return payload.asByteBuffer().getInt(at);
    }
  }

  /** Negotiates HTTP/2 and sends the preface with {@code settings} as pairs of id and value. */
  RawHttp2(SSLSocket socket, int... settings) throws IOException {
    this.socket = socket;
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(20_000);
    socket.startHandshake();
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (int i = 0; i < settings.length; i += 2) {
      payload.write(settings[i] >> 8);
      payload.write(settings[i]);
      payload.writeBytes(four(settings[i + 1]));
    }
    write(SETTINGS, 0, 0, payload.toByteArray());
    flush();
  }

  static byte[] four(int number) {
    return new byte[] {
      (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number
    };
  }

  RawHttp2 write(int type, int flags, int stream, byte[] payload) throws IOException {
    out.write(payload.length >> 16);
    out.write(payload.length >> 8);
    out.write(payload.length);
    out.write(type);
    out.write(flags);
    out.write(four(stream));
    out.write(payload);
    return this;
  }

  void flush() throws IOException {
    out.flush();
  }

  /** The header block of {@code GET path} (RFC 7541: indexed, and literal without indexing). */
  static byte[] get(String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x82);
    block.write(0x87);
    literal(block, 0x01, "registry");
    literal(block, 0x04, path);
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, int name, String value) {
    block.write(name);
    int length = value.length();
    if (length < 127) {
      block.write(length);
    } else {
      block.write(127);
      int rest = length - 127;
      while (rest >= 128) {
        block.write((rest & 127) | 128);
        rest >>= 7;
      }
      block.write(rest);
    }
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  RawHttp2 request(int stream, String path) throws IOException {
    return write(HEADERS, END_STREAM | END_HEADERS, stream, get(path));
  }

  Frame read() throws IOException {
    int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    return new Frame(type, flags, stream, Bytes.wrap(in.readNBytes(length)));
  }

  /** The next frame of one type, whatever comes before it. */
  Frame readUntil(int type) throws IOException {
    Frame frame = read();
    while (frame.type() != type) {
      frame = read();
    }
    return frame;
  }

  /** All frames until the server closes. */
  List<Frame> readAll() {
    List<Frame> frames = new ArrayList<>();
    try {
      while (true) {
        frames.add(read());
      }
    } catch (IOException closed) {
      return frames;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
