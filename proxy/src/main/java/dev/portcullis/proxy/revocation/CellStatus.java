package dev.portcullis.proxy.revocation;

/** What a cell holds, from the best to the worst. */
public enum CellStatus {
  /** Not revoked, for as long as the answer may be relied on. */
  GOOD,
  /** Nobody could tell. */
  UNKNOWN,
  /** Revoked for now; it may come back. */
  HOLD,
  /** Revoked for good, until an operator clears the cell. */
  REVOKED,
  /** The cell is given up: whoever rests on it asks anew. */
  RETIRED
}
