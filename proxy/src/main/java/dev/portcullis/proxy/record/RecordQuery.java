package dev.portcullis.proxy.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is asked of the record: entries that every given condition is true of. Immutable.
 *
 * @param conditions in SQL, each with its arguments; only this class writes them
 * @param limit at most so many, the newest
 */
public record RecordQuery(List<Condition> conditions, OptionalInt limit) {
  /**
   * One condition.
   *
   * @param sql with a question mark for each argument
   * @param arguments texts or numbers
   */
  record Condition(String sql, List<Object> arguments) {
    Condition {
      arguments = List.copyOf(arguments);
    }
  }

  /** Copies the list. */
  public RecordQuery {
    conditions = List.copyOf(conditions);
  }

  /** Every entry. */
  public static RecordQuery all() {
    return new RecordQuery(List.of(), OptionalInt.empty());
  }

  /** Of a repository, where {@code *} stands for anything. */
  public RecordQuery image(String pattern) {
    return pattern.indexOf('*') < 0
        ? and("image = ?", pattern)
        : and("image LIKE ? ESCAPE '!'", like(pattern).replace('*', '%'));
  }

  /** About a tag. */
  public RecordQuery tag(String tag) {
    return and("tag = ?", tag);
  }

  /** About content, as evidence too. */
  public RecordQuery digest(String digest) {
    return new RecordQuery(
        plus(
            new Condition(
                "(digest = ? OR evidence LIKE ? ESCAPE '!')", List.of(digest, line(digest)))),
        limit);
  }

  /** Resting on a signer's word. */
  public RecordQuery signer(String name) {
    return and("signers LIKE ? ESCAPE '!'", line(name));
  }

  /** Resting on a key or certificate, by the fingerprint or its beginning of 8 or more digits. */
  public RecordQuery key(String fingerprint) {
    return and("signing_keys LIKE ? ESCAPE '!'", "%\n" + like(fingerprint) + "%");
  }

  /** Of a client. */
  public RecordQuery client(String name) {
    return and("client = ?", name);
  }

  /** With a decision: {@code admit}, {@code refuse} and so on. */
  public RecordQuery decision(String word) {
    return and("decision = ?", word);
  }

  /** Of a rule. */
  public RecordQuery rule(String name) {
    return and("rule = ?", name);
  }

  /** The one decision of that id. */
  public RecordQuery id(String id) {
    return and("decision_id = ?", id);
  }

  /** Where something was served. */
  public RecordQuery served() {
    return and("decision IN ('admit', 'warn', 'audit') AND pulls > ?", 0L);
  }

  /** Of a kind. */
  public RecordQuery kind(RecordEntry.Kind kind) {
    return and("kind = ?", kind.word());
  }

  /** Whose image, tag, digest, client or reason contains {@code text}. */
  public RecordQuery containing(String text) {
    String anywhere = "%" + like(text) + "%";
    return new RecordQuery(
        plus(
            new Condition(
                "(image LIKE ? ESCAPE '!' OR tag LIKE ? ESCAPE '!' OR digest LIKE ? ESCAPE '!'"
                    + " OR client LIKE ? ESCAPE '!' OR decision_id = ?)",
                List.of(anywhere, anywhere, anywhere, anywhere, text))),
        limit);
  }

  /** Not before {@code time}. */
  public RecordQuery since(Instant time) {
    return and("last_ms >= ?", time.toEpochMilli());
  }

  /** Before {@code time}. */
  public RecordQuery until(Instant time) {
    return and("first_ms < ?", time.toEpochMilli());
  }

  /** The newest {@code most} only. */
  public RecordQuery limit(int most) {
    return new RecordQuery(conditions, OptionalInt.of(most));
  }

  String sql() {
    String where =
        conditions.isEmpty()
            ? ""
            : " WHERE " + String.join(" AND ", conditions.stream().map(Condition::sql).toList());
    String newest =
        limit.isPresent()
            ? " ORDER BY last_ms DESC, writer DESC, seq DESC LIMIT " + limit.getAsInt()
            : " ORDER BY last_ms, writer, seq";
    return "SELECT " + Rows.COLUMNS + " FROM entry" + where + newest;
  }

  List<Object> arguments() {
    List<Object> all = new ArrayList<>();
    conditions.forEach(condition -> all.addAll(condition.arguments()));
    return all;
  }

  /** This and one more condition, if there is one. */
  public <T> RecordQuery with(
      Optional<T> value, java.util.function.BiFunction<RecordQuery, T, RecordQuery> condition) {
    return value.map(given -> condition.apply(this, given)).orElse(this);
  }

  private RecordQuery and(String sql, Object argument) {
    return new RecordQuery(plus(new Condition(sql, List.of(argument))), limit);
  }

  private List<Condition> plus(Condition condition) {
    List<Condition> more = new ArrayList<>(conditions);
    more.add(condition);
    return more;
  }

  private static String line(String text) {
    return "%\n" + like(text) + "\n%";
  }

  private static String like(String text) {
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }
}
