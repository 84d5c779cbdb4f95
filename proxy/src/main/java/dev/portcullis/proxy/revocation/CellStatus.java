package dev.portcullis.proxy.revocation;

/** What a cell holds, from the best to the worst. */
public enum CellStatus {
  /** Not revoked, for as long as the answer may be relied on. */
  GOOD(0),
  /** Nobody could tell. */
  UNKNOWN(1),
  /** Revoked for now; it may come back. */
  HOLD(2),
  /** Revoked for good, until an operator clears the cell. */
  REVOKED(3),
  /** The cell is given up: whoever rests on it asks anew. */
  RETIRED(4);

  private final int badness;

  CellStatus(int badness) {
    this.badness = badness;
  }

  /** How bad it is: the higher, the worse. */
  int badness() {
    return badness;
  }
}
