package dev.portcullis.proxy.server;

import java.time.Duration;

/**
 * What clients may take up (OCI proxy notes, section 4, "Slow clients").
 *
 * @param connections open connections; further ones are closed at once
 * @param inFlight requests that wait for something, over all connections; further ones get 503
 * @param header from a request's first byte to the end of its headers
 * @param idle without a request, and without bytes of one; longer than the 30 s after which
 *     containerd closes, so that clients close first
 * @param stall without a byte of a response being taken
 * @param streams HTTP/2 streams of one connection at once
 */
public record ServerLimits(
    int connections, int inFlight, Duration header, Duration idle, Duration stall, int streams) {

  /** 16,384 connections, 16,384 requests in flight, 10 s, 75 s, 30 s, 100 streams. */
  public static ServerLimits defaults() {
    return new ServerLimits(
        16_384,
        16_384,
        Duration.ofSeconds(10),
        Duration.ofSeconds(75),
        Duration.ofSeconds(30),
        100);
  }
}
