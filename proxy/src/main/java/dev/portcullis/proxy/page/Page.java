package dev.portcullis.proxy.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * The pages for people, whose addresses begin with {@code /ui}: what was decided of late and why,
 * signers, revocation, latencies. They are read without JavaScript and need nothing from elsewhere;
 * the one script only keeps them up to date. Thread-safe; each answer is made on the caller's
 * virtual thread.
 */
public final class Page {
  /** Where the pages begin. */
  public static final String PATH = "/ui";

  private static final String STYLE = resource("page.css");
  private static final String SCRIPT = resource("page.js");

  private final DecisionList decisions;
  private final DecisionView decision;
  private final SignerList signers;
  private final RevocationView revocation;
  private final RevokeForm revoking;
  private final LatencyView latency;

  /** Pages about {@code sources}. */
  public Page(PageSources sources) {
    this.decisions = new DecisionList(sources.recent());
    this.decision = new DecisionView(sources.recent());
    this.signers = new SignerList(sources);
    this.revocation = new RevocationView(sources);
    this.revoking = new RevokeForm(sources);
    this.latency = new LatencyView(sources.latencies());
  }

  /** Whether {@code path} is one of these pages', be there one or not. */
  public static boolean isAt(String path) {
    return path.equals(PATH) || path.startsWith(PATH + "/");
  }

  /** The answer to a request for reading; empty if there is no such page. */
  public Optional<PageReply> read(PageRequest request) {
    return switch (request.path()) {
      case PATH ->
          Optional.of(
              request.field("id").isEmpty()
                  ? decisions.page(request)
                  : decision.page(request.field("id")));
      case PATH + "/signers" -> Optional.of(signers.page());
      case PATH + "/revocation" -> Optional.of(revocation.page());
      case PATH + "/latency" -> Optional.of(latency.page());
      case PATH + "/style.css" -> Optional.of(new PageReply(200, "text/css; charset=utf-8", STYLE));
      case PATH + "/live.js" ->
          Optional.of(new PageReply(200, "text/javascript; charset=utf-8", SCRIPT));
      case RevokeForm.REVOKE, RevokeForm.TAKE_BACK -> Optional.of(revoking.ask(request));
      default -> Optional.empty();
    };
  }

  /** The answer to a form that was sent; empty if there is no such form. */
  public Optional<PageReply> send(PageRequest request) {
    return switch (request.path()) {
      case RevokeForm.REVOKE, RevokeForm.TAKE_BACK -> Optional.of(revoking.send(request));
      default -> Optional.empty();
    };
  }

  private static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
