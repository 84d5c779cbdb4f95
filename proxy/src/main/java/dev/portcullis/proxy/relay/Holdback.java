package dev.portcullis.proxy.relay;

import dev.portcullis.oci.Digest;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Checks a body while it passes, on an event loop. The last chunk so far is kept back until size
 * and digest agree, so that a body that is not what was asked for never ends well. Owns the chunk
 * that it holds.
 */
final class Holdback {
  private static final FastThreadLocal<byte[]> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[16 * 1024];
        }
      };

  private final Optional<Digest> digest;
  private final Optional<MessageDigest> hash;
  private final long expected;
  private Optional<ByteBuf> held = Optional.empty();
  private long received;

  /**
   * A check of one body.
   *
   * @param digest what it must hash to; empty to check the size only
   * @param expected its size in bytes; -1 if that is not known
   */
  Holdback(Optional<Digest> digest, long expected) {
    this.digest = digest;
    this.hash = digest.map(known -> known.algorithm().newMessageDigest());
    this.expected = expected;
  }

  /** The number of bytes so far. */
  long received() {
    return received;
  }

  /** Whether more bytes have come than were to come. */
  boolean isTooLong() {
    return expected >= 0 && received > expected;
  }

  /**
   * Takes a chunk and its ownership; gives the one that may now be sent, if any. Not to be called
   * again once {@link #isTooLong}.
   */
  Optional<ByteBuf> pass(ByteBuf chunk) {
    received += chunk.readableBytes();
    if (isTooLong()) {
      chunk.release();
      return Optional.empty();
    }
    if (hash.isEmpty()) {
      return Optional.of(chunk);
    }
    update(hash.get(), chunk);
    Optional<ByteBuf> previous = held;
    held = Optional.of(chunk);
    return previous;
  }

  private static void update(MessageDigest hash, ByteBuf chunk) {
    byte[] scratch = SCRATCH.get();
    int end = chunk.writerIndex();
    for (int at = chunk.readerIndex(); at < end; ) {
      int length = Math.min(scratch.length, end - at);
      chunk.getBytes(at, scratch, 0, length);
      hash.update(scratch, 0, length);
      at += length;
    }
  }

  /** What is wrong with the body, now that it has ended; to be called once. */
  Optional<String> objection() {
    if (expected >= 0 && received != expected) {
      return Optional.of("has " + received + " bytes instead of " + expected);
    }
    if (hash.isPresent() && digest.isPresent()) {
      String computed = HexFormat.of().formatHex(hash.get().digest());
      if (!computed.equals(digest.get().hex())) {
        return Optional.of(
            "hashes to "
                + digest.get().algorithm().prefix()
                + ":"
                + computed
                + " instead of "
                + digest.get());
      }
    }
    return Optional.empty();
  }

  /** Gives up the chunk that is held, to be sent, with its ownership. */
  Optional<ByteBuf> takeRest() {
    Optional<ByteBuf> rest = held;
    held = Optional.empty();
    return rest;
  }

  /** Drops what is held. */
  void release() {
    takeRest().ifPresent(ByteBuf::release);
  }
}
