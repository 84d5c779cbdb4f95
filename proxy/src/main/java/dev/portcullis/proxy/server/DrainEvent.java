package dev.portcullis.proxy.server;

/** Fired through the pipelines of open connections: finish what is under way, then close. */
enum DrainEvent {
  DRAIN
}
