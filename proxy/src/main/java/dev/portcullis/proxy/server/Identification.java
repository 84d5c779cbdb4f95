package dev.portcullis.proxy.server;

import java.util.concurrent.CompletableFuture;

/** Whether it is known who asks. */
sealed interface Identification {
  /** It is. */
  record Known(ClientIdentity identity) implements Identification {}

  /** It is not, or the password is wrong. */
  record Unknown() implements Identification {}

  /** Too many passwords are being checked. */
  record Busy() implements Identification {}

  /** A password is being checked; on another thread, since that takes long on purpose. */
  record Pending(CompletableFuture<Identification> outcome) implements Identification {}
}
