-- The record of decisions: one chain of entries for each writer. Lists are kept one element a line,
-- with a line's end before the first and after the last, so that LIKE can find one.
CREATE TABLE entry (
  writer       VARCHAR(255) NOT NULL,
  seq          BIGINT       NOT NULL,
  kind         VARCHAR(16)  NOT NULL,
  first_ms     BIGINT       NOT NULL,
  last_ms      BIGINT       NOT NULL,
  decision_id  TEXT         NOT NULL,
  image        TEXT         NOT NULL,
  tag          TEXT         NOT NULL,
  digest       TEXT         NOT NULL,
  platform     TEXT         NOT NULL,
  client       TEXT         NOT NULL,
  rule         TEXT         NOT NULL,
  revision     TEXT         NOT NULL,
  decision     VARCHAR(16)  NOT NULL,
  basis        TEXT         NOT NULL,
  reason       TEXT         NOT NULL,
  trace        TEXT         NOT NULL,
  signers      TEXT         NOT NULL,
  signing_keys TEXT         NOT NULL,
  evidence     TEXT         NOT NULL,
  log_entries  TEXT         NOT NULL,
  micros       BIGINT       NOT NULL,
  pulls        BIGINT       NOT NULL,
  prev         VARCHAR(64)  NOT NULL,
  hash         VARCHAR(64)  NOT NULL,
  PRIMARY KEY (writer, seq)
);
CREATE INDEX entry_last_ms ON entry (last_ms);
CREATE INDEX entry_digest ON entry (digest);
CREATE INDEX entry_image ON entry (image);
CREATE INDEX entry_decision_id ON entry (decision_id);
