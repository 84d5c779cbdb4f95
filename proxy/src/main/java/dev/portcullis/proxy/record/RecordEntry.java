package dev.portcullis.proxy.record;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * One entry of the record. Text that does not apply is empty. All text is made storable: what UTF-8
 * or a database cannot hold is replaced, so that an entry reads back as it was written.
 *
 * @param kind what kind of thing it records
 * @param first when it happened; of repeated pulls the first, in whole milliseconds
 * @param last when it last happened, in whole milliseconds
 * @param id the decision's id, which the client was told too
 * @param image the canonical repository
 * @param tag the tag that was asked for
 * @param digest the content that was decided about
 * @param platform the platform that an index states for it
 * @param client who asked: a name if the client gave credentials, else an address
 * @param rule the name of the rule
 * @param revision the revision of policy and trust that decided
 * @param decision {@code admit}, {@code warn}, {@code audit}, {@code refuse}, {@code undecided}
 * @param basis why, in one lower-case word
 * @param reason why, in words
 * @param trace what was required and what was found, as JSON; only where a decision was just made
 * @param findings what a replay needs of the findings, as JSON; only where a decision was just made
 * @param signers the names of the signers it rests on
 * @param keys the fingerprints of the keys and certificates it rests on
 * @param evidence the digests of the manifests that carry the evidence
 * @param logEntries the transparency log entries it rests on
 * @param micros from the parsed request to the verdict, in microseconds; of repeats the mean
 * @param pulls how many pulls it stands for
 * @param traceId the OpenTelemetry trace that shows how it came about; for lines, and never kept
 */
public record RecordEntry(
    Kind kind,
    Instant first,
    Instant last,
    String id,
    String image,
    String tag,
    String digest,
    String platform,
    String client,
    String rule,
    String revision,
    String decision,
    String basis,
    String reason,
    String trace,
    String findings,
    List<String> signers,
    List<String> keys,
    List<String> evidence,
    List<String> logEntries,
    long micros,
    long pulls,
    String traceId) {

  /** What an entry records. */
  public enum Kind {
    /** A pull that was answered, or several alike. */
    PULL,
    /** A change by the admin API, such as a revocation. */
    CHANGE,
    /** Pulls that could not be recorded; {@link #pulls} says how many. */
    GAP,
    /** Entries that were removed because they had been kept long enough. */
    CUT,
    /** Not an entry of this program's: somebody else wrote it, or changed one. */
    UNKNOWN;

    /** The name in lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An entry without a trace id. */
  public RecordEntry(
      Kind kind,
      Instant first,
      Instant last,
      String id,
      String image,
      String tag,
      String digest,
      String platform,
      String client,
      String rule,
      String revision,
      String decision,
      String basis,
      String reason,
      String trace,
      String findings,
      List<String> signers,
      List<String> keys,
      List<String> evidence,
      List<String> logEntries,
      long micros,
      long pulls) {
    this(
        kind,
        first,
        last,
        id,
        image,
        tag,
        digest,
        platform,
        client,
        rule,
        revision,
        decision,
        basis,
        reason,
        trace,
        findings,
        signers,
        keys,
        evidence,
        logEntries,
        micros,
        pulls,
        "");
  }

  /** Makes everything storable. */
  public RecordEntry {
    first = first.truncatedTo(ChronoUnit.MILLIS);
    last = last.truncatedTo(ChronoUnit.MILLIS);
    id = storable(id);
    image = storable(image);
    tag = storable(tag);
    digest = storable(digest);
    platform = storable(platform);
    client = storable(client);
    rule = storable(rule);
    revision = storable(revision);
    decision = storable(decision);
    basis = storable(basis);
    reason = storable(reason);
    trace = storable(trace);
    findings = storable(findings);
    signers = lines(signers);
    keys = lines(keys);
    evidence = lines(evidence);
    logEntries = lines(logEntries);
    traceId = storable(traceId);
  }

  /** An entry that is about the record itself. */
  static RecordEntry about(Kind kind, Instant now, String id, String revision, String why, long n) {
    return new RecordEntry(
        kind, now, now, id, "", "", "", "", "", "", revision, "", "", why, "", "", List.of(),
        List.of(), List.of(), List.of(), 0, n);
  }

  /**
   * A change by the admin API.
   *
   * @param what what was asked for, such as {@code post revocation}
   * @param subject what is changed: {@code signer release} out of a query, else the request's body
   * @param client who changed it
   */
  public static RecordEntry change(
      Instant now, String what, String subject, String reason, String client) {
    return new RecordEntry(
        Kind.CHANGE,
        now,
        now,
        "",
        "",
        "",
        "",
        "",
        client,
        "",
        "",
        what,
        subject,
        reason,
        "",
        "",
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        0,
        0);
  }

  /** This with the trace that shows how it came about. */
  public RecordEntry traced(String id) {
    return new RecordEntry(
        kind,
        first,
        last,
        this.id,
        image,
        tag,
        digest,
        platform,
        client,
        rule,
        revision,
        decision,
        basis,
        reason,
        trace,
        findings,
        signers,
        keys,
        evidence,
        logEntries,
        micros,
        pulls,
        id);
  }

  /** This as so many further pulls like it, without what is known from the first. */
  RecordEntry repeated(Instant since, Instant until, long times, long meanMicros) {
    return new RecordEntry(
        kind,
        since,
        until,
        id,
        image,
        tag,
        digest,
        platform,
        client,
        rule,
        revision,
        decision,
        basis,
        reason,
        "",
        "",
        signers,
        keys,
        evidence,
        logEntries,
        meanMicros,
        times);
  }

  /** This with another trace, without findings, and each text replaced by one that equals it. */
  RecordEntry held(String otherTrace, UnaryOperator<String> text) {
    return new RecordEntry(
        kind,
        first,
        last,
        id,
        text.apply(image),
        text.apply(tag),
        text.apply(digest),
        text.apply(platform),
        text.apply(client),
        text.apply(rule),
        text.apply(revision),
        text.apply(decision),
        text.apply(basis),
        text.apply(reason),
        otherTrace,
        "",
        signers.stream().map(text).toList(),
        keys.stream().map(text).toList(),
        evidence.stream().map(text).toList(),
        logEntries.stream().map(text).toList(),
        micros,
        pulls);
  }

  /** What was pulled, as people type it. */
  public String reference() {
    int colon = digest.indexOf(':');
    int end = Math.min(digest.length(), colon + 13);
    return tag.isEmpty() ? image + "@" + digest.substring(0, end) : image + ":" + tag;
  }

  /** From the parsed request to the verdict. */
  public Duration took() {
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  private static List<String> lines(List<String> texts) {
    return texts.stream().map(text -> storable(text).replace('\n', ' ')).sorted().toList();
  }

  private static String storable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        byte[] utf8 = text.replace('\0', '\uFFFD').getBytes(StandardCharsets.UTF_8);
        return new String(utf8, StandardCharsets.UTF_8);
      }
    }
    return text;
  }
}
