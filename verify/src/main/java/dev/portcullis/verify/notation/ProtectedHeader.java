package dev.portcullis.verify.notation;

import dev.portcullis.oci.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The signed header of an envelope, before the rules that both formats share are applied. */
sealed interface ProtectedHeader permits JoseHeader, CoseHeader {
  /** The algorithm that it declares; decides nothing, the key does (2.3). */
  EnvelopeAlgorithm algorithm() throws MalformedException;

  /** The type of the payload. */
  String contentType() throws MalformedException;

  /** The labels that {@code crit} lists, in order; empty if there is no {@code crit}. */
  List<Label> critical() throws MalformedException;

  /** Whether the format itself defines {@code label}, so that {@code crit} must not list it. */
  boolean isRegistered(Label label);

  /** All labels that are present. */
  Set<Label> labels();

  /** The text under a name; empty if it is absent. */
  Optional<String> text(Label label) throws MalformedException;

  /** The time under a name; empty if it is absent. */
  Optional<Instant> time(Label label) throws MalformedException;
}
