package dev.portcullis.proxy.page;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.Exemption;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.proxy.admin.AdminReply;
import dev.portcullis.proxy.admin.AdminRequest;
import dev.portcullis.proxy.record.RecentEntries;
import dev.portcullis.proxy.record.RecordEntry;
import dev.portcullis.proxy.revocation.DenyBook;
import dev.portcullis.proxy.revocation.RevocationApi;
import dev.portcullis.proxy.revocation.RevocationConfig;
import dev.portcullis.proxy.revocation.Revocations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Pages about what a test puts before them; closing ends what keeps them up to date. */
public final class PageStage implements AutoCloseable {
  /** The time on this stage. */
  public static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  /** The fingerprint of the only key of signer {@code release}. */
  public static final String KEY = "3f".repeat(32);

  /** Text that would do harm if it were taken for markup. */
  public static final String HOSTILE =
      "\"><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
          + "\u202Egpj.exe";

  private final RecentEntries recent = new RecentEntries();
  private final SignerUses uses = new SignerUses();
  private final AtomicReference<VerdictTimes> times = new AtomicReference<>(times(0, 0));
  private final InstantSource clock = InstantSource.fixed(NOON);
  private final Revocations revocations =
      Revocations.open(RevocationConfig.DEFAULT, event -> {}, clock);
  private final LatencyHistory latencies = LatencyHistory.start(times::get, clock);
  private final Policy policy;
  private final RevocationApi api;
  private final Page page;

  /** Nothing was pulled yet, and nothing is revoked. */
  public PageStage() {
    DenyBook book;
    try {
      book = DenyBook.open(Optional.empty(), () -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    policy = policy();
    api =
        new RevocationApi(
            book, revocations, DenyList::empty, () -> policy.signers().keySet(), clock);
    page = new Page(sources(api::answer));
  }

  PageSources sources(Function<AdminRequest, Optional<AdminReply>> answers) {
    return new PageSources(recent, uses, () -> policy, revocations, latencies, answers, clock);
  }

  private static Policy policy() {
    Signer release =
        new Signer.Keys(
            "release",
            List.of(
                new Signer.SignerKey(
                    KEY,
                    "keys/release-2026.pub",
                    Optional.empty(),
                    Optional.of(NOON.plus(Duration.ofDays(9)))),
                Signer.SignerKey.of("4e".repeat(32), "keys/release-2027.pub")));
    try {
      Rule rule =
          new Rule(
              "prod",
              List.of(ImagePattern.parse("a.example/prod/**")),
              Mode.ENFORCE,
              Optional.of(new Requirement.Signature(release, Optional.empty())));
      Exemption exemption =
          new Exemption(digest("exempt"), "INC-4711", NOON.plus(Duration.ofHours(30)));
      return Policy.of(
          List.of(rule), Rule.refuseUnmatched().exempting(List.of(exemption)), DenyList.empty());
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The pages. */
  public Page page() {
    return page;
  }

  /** The admin API. */
  public Optional<AdminReply> answer(AdminRequest request) {
    return api.answer(request);
  }

  /** What is revoked, as the admin API tells it. */
  public String revoked() {
    return answer(new AdminRequest("GET", Revoked.PATH, Map.of(), Bytes.empty()))
        .map(AdminReply::json)
        .orElseThrow();
  }

  /** Adds an entry of the record. */
  public void add(RecordEntry entry) {
    recent.add(entry);
    uses.add(entry);
  }

  /** Lets ten seconds pass in which so many verdicts came from memory and were worked out. */
  public void pass(long hot, long cold) {
    times.updateAndGet(before -> times(before.hot().total() + hot, before.cold().total() + cold));
    latencies.read();
  }

  private static VerdictTimes times(long hot, long cold) {
    return new VerdictTimes(
        new VerdictTimes.Times(List.of(2e3, 5e3, 1e6), List.of(hot / 2, hot, hot), hot),
        new VerdictTimes.Times(List.of(1e6, 5e7, 1e9), List.of(0L, cold, cold), cold),
        Map.of("admit", hot + cold, "refuse", cold));
  }

  /** A pull that was admitted. */
  public static RecordEntry admitted(String id, String image) {
    return entry(id, image, "10.0.0.1", "admit", "signed", "");
  }

  /** A pull that was refused, and why. */
  public static RecordEntry refused(String id, String image, String reason) {
    return entry(
        id,
        image,
        "10.0.0.2",
        "refuse",
        reason,
        """
        [{"requirement": "all of", "met": false, "reasons": [], "parts": [
          {"requirement": "signature by release", "met": false,
           "reasons": ["sha256:1c2d: by a key that no signer names",
                       "sha256:77aa: the signature does not match"]},
          {"requirement": "at least 1 of", "met": true, "reasons": [], "parts": [
            {"requirement": "attestation slsa-provenance-v1 by ci", "met": true,
             "reasons": ["by ci"]}]}]}]
        """);
  }

  /** An entry whose every text is chosen. */
  public static RecordEntry entry(
      String id, String image, String client, String decision, String reason, String trace) {
    boolean admits = decision.equals("admit");
    return new RecordEntry(
        RecordEntry.Kind.PULL,
        NOON,
        NOON,
        id,
        image,
        "v1",
        digest(id).toString(),
        "",
        client,
        "prod",
        "r",
        decision,
        "verified",
        reason,
        trace,
        "",
        admits ? List.of("release") : List.of(),
        admits ? List.of(KEY) : List.of(),
        List.of(),
        List.of(),
        1234,
        1);
  }

  /** The digest that entries of a decision have. */
  public static Digest digest(String id) {
    return Digest.sha256(Bytes.utf8(id));
  }

  @Override
  public void close() {
    latencies.close();
    revocations.close();
  }
}
