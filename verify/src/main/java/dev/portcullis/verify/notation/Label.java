package dev.portcullis.verify.notation;

import dev.portcullis.oci.Quoting;

/** The name of a header parameter. A number and its digits as text are different labels (2.2). */
sealed interface Label {
  /** A name in text: every label of a JWS, most of those of COSE. */
  record Named(String name) implements Label {
    @Override
    public String toString() {
      return "'" + Quoting.shorten(name) + "'";
    }
  }

  /** A number, in COSE only. */
  record Numbered(long number) implements Label {
    @Override
    public String toString() {
      return "label " + number;
    }
  }
}
