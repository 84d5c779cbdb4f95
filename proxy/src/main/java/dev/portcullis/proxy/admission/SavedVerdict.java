package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.revocation.SavedCell;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An admission as it is kept: enough to mint its permit again under the same revision.
 *
 * @param revision the rulebook's revision
 * @param standing the rule and the trust anchors that it was made under; empty if it must never be
 *     enough later
 * @param stood the last instant at which it is known to have stood, in whole milliseconds
 * @param lasts the last instant at which that can be enough later
 * @param id the decision's id
 * @param rule the rule's name
 * @param expires the last instant of its validity
 * @param chain the digests it rests on
 * @param signers the signers it rests on
 * @param keys the key fingerprints it rests on
 * @param logEntries the transparency log entries it rests on
 * @param cells the revocation cells it rests on
 */
record SavedVerdict(
    String revision,
    String standing,
    Instant stood,
    Instant lasts,
    String id,
    String rule,
    Instant expires,
    Set<Digest> chain,
    Set<String> signers,
    Set<String> keys,
    Set<String> logEntries,
    List<SavedCell> cells) {
  /** No admission: takes the place of one that is not to be found any more. */
  static final SavedVerdict NONE =
      new SavedVerdict(
          "",
          "",
          Instant.EPOCH,
          Instant.EPOCH,
          "",
          "",
          Instant.EPOCH,
          Set.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          List.of());

  /**
   * The admission in the present row of the table.
   *
   * @throws MalformedException if it was not written by this program
   */
  static SavedVerdict read(ResultSet row) throws SQLException, MalformedException {
    return new SavedVerdict(
        row.getString("revision"),
        row.getString("standing"),
        Instant.ofEpochMilli(row.getLong("seen")),
        Instant.ofEpochMilli(row.getLong("lasts")),
        row.getString("id"),
        row.getString("rule"),
        Instant.ofEpochMilli(row.getLong("expires")),
        digests(row.getString("chain")),
        words(row.getString("signers")),
        words(row.getString("keys")),
        words(row.getString("entries")),
        cells(row.getString("cells")));
  }

  /** Adds the row of this as the admission of {@code key} to the batch. */
  void add(ContentKey key, PreparedStatement insert) throws SQLException {
    insert.setString(1, key.repository().toString());
    insert.setString(2, key.digest().toString());
    insert.setString(3, revision());
    insert.setString(4, standing());
    insert.setString(5, id());
    insert.setString(6, rule());
    insert.setLong(7, expires().toEpochMilli());
    insert.setString(8, join(chain()));
    insert.setString(9, join(signers()));
    insert.setString(10, join(keys()));
    insert.setString(11, join(logEntries()));
    insert.setString(12, join(Set.copyOf(cells())));
    insert.setLong(13, stood().toEpochMilli());
    insert.setLong(14, lasts().toEpochMilli());
    insert.addBatch();
  }

  private static String join(Set<?> values) {
    return String.join("\n", values.stream().map(Object::toString).sorted().toList());
  }

  private static Set<String> words(String joined) {
    return joined.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(joined.split("\n", -1)));
  }

  private static List<SavedCell> cells(String joined) throws MalformedException {
    List<SavedCell> cells = new ArrayList<>();
    for (String word : words(joined)) {
      cells.add(SavedCell.parse(word));
    }
    return cells;
  }

  private static Set<Digest> digests(String joined) throws MalformedException {
    Set<Digest> digests = new HashSet<>();
    for (String word : words(joined)) {
      digests.add(Digest.parse(word));
    }
    return digests;
  }
}
