package dev.portcullis.proxy.ops;

import dev.portcullis.oci.Bytes;
import java.util.Optional;

/**
 * Something that operators may have done by a POST with the admin token.
 *
 * @param path of the request
 * @param handler does it, on a virtual thread
 */
public record AdminAction(String path, Handler handler) {
  /** Does what is asked for. */
  @FunctionalInterface
  public interface Handler {
    /**
     * The answer to a request.
     *
     * @param query the raw query
     * @param body at most {@link dev.portcullis.oci.Limits#PREFETCH_BYTES}
     */
    Done handle(Optional<String> query, Bytes body);
  }

  /**
   * How it went.
   *
   * @param status of HTTP
   * @param text for people, with a line feed at the end
   */
  public record Done(int status, String text) {}
}
