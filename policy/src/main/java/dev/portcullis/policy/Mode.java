package dev.portcullis.policy;

/** What a rule does with an artifact that does not meet it. */
public enum Mode {
  /** Refuses it. */
  ENFORCE,
  /** Admits it and tells the client. */
  WARN,
  /** Admits it and tells only the record. */
  AUDIT
}
