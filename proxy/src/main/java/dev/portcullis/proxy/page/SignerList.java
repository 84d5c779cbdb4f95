package dev.portcullis.proxy.page;

import dev.portcullis.policy.KeylessIdentity;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Signer;
import dev.portcullis.policy.TextPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Who may vouch, until when, and who relied on it; and what is let in without. Thread-safe. */
final class SignerList {
  private static final Duration SOON = Duration.ofDays(14);

  private final PageSources sources;

  SignerList(PageSources sources) {
    this.sources = sources;
  }

  PageReply page() {
    Policy policy = sources.policy().get();
    Instant now = sources.clock().instant();
    Html page = Frame.begin(Frame.Part.SIGNERS, "Signers", false);
    signers(page, policy.signers().values(), now);
    exemptions(page, Exempted.all(sources), now);
    return Frame.end(200, page);
  }

  private void signers(Html page, Collection<Signer> signers, Instant now) {
    if (signers.isEmpty()) {
      page.element("p class=\"note\"", "No rule names a signer.");
      return;
    }
    page.element("p class=\"note\"", "Use is counted since the start of this proxy.")
        .markup("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Signers\">")
        .markup("<table class=\"rows\"><caption class=\"unseen\">Who may vouch</caption><thead>")
        .markup("<tr>");
    for (String column : List.of("Signer", "Holds", "Good until", "Pulls", "Last used", "")) {
      page.markup(
              column.isEmpty()
                  ? "<td>"
                  : column.equals("Pulls")
                      ? "<th scope=\"col\" class=\"number\">"
                      : "<th scope=\"col\">")
          .text(column);
      page.markup(column.isEmpty() ? "</td>" : "</th>");
    }
    page.markup("</tr></thead><tbody>");
    for (Signer signer : signers) {
      page.markup("<tr class=\"first\"><th scope=\"row\"><a href=\"/ui?q=")
          .text(Frame.inQuery(signer.name()))
          .markup("\">")
          .text(signer.name())
          .markup("</a></th>");
      page.element("td", kind(signer)).element("td", "");
      use(page, sources.uses().ofSigner(signer.name()), now);
      revoke(page, "signer", signer.name());
      parts(page, signer, now);
    }
    page.markup("</tbody></table></div>");
  }

  private static String kind(Signer signer) {
    return switch (signer) {
      case Signer.Keys keys -> keys.keys().size() == 1 ? "a key" : keys.keys().size() + " keys";
      case Signer.Keyless keyless ->
          keyless.identities().size() == 1
              ? "an identity, whose certificates are short-lived"
              : keyless.identities().size() + " identities, whose certificates are short-lived";
      case Signer.Notation notation -> "a Notary Project trust policy: " + notation.label();
    };
  }

  private void parts(Html page, Signer signer, Instant now) {
    switch (signer) {
      case Signer.Keys keys -> keys.keys().forEach(key -> key(page, key, now));
      case Signer.Keyless keyless ->
          keyless.identities().forEach(identity -> part(page, words(identity)));
      case Signer.Notation notation ->
          notation
              .document()
              .statements()
              .forEach(
                  each ->
                      part(
                          page,
                          each.name()
                              + ": "
                              + String.join(
                                  ", ",
                                  each.stores().stream().map(Object::toString).sorted().toList())));
    }
  }

  private static String words(KeylessIdentity identity) {
    return identity.subject().words()
        + identity.issuer().map(TextPattern::words).map(words -> ", issuer " + words).orElse("")
        + ", by "
        + identity.root();
  }

  private static void part(Html page, String words) {
    page.markup("<tr><td></td><td class=\"part\">").text(words);
    page.markup("</td><td colspan=\"4\"></td></tr>");
  }

  private void key(Html page, Signer.SignerKey key, Instant now) {
    page.markup("<tr><td></td><td class=\"part\">").text(key.label()).markup(" <code>");
    page.text(key.fingerprint()).markup("</code></td><td>");
    key.notBefore()
        .filter(now::isBefore)
        .ifPresent(begin -> page.text("from " + Words.minute(begin) + "; "));
    until(page, key.notAfter(), now);
    page.markup("</td>");
    use(page, sources.uses().ofKey(key.fingerprint()), now);
    revoke(page, "key", key.fingerprint());
  }

  private static void until(Html page, Optional<Instant> end, Instant now) {
    if (end.isEmpty()) {
      page.text("no end");
      return;
    }
    Instant at = end.get();
    String state = now.isAfter(at) ? "ended" : now.plus(SOON).isAfter(at) ? "ends soon" : "";
    if (!state.isEmpty()) {
      page.markup("<span class=\"mark " + (state.equals("ended") ? "refuse" : "warn") + "\">")
          .text(state)
          .markup("</span> ");
    }
    page.text(Words.minute(at) + ", " + Words.away(at, now));
  }

  private static void use(Html page, Optional<SignerUses.Use> use, Instant now) {
    page.element("td class=\"number\"", use.map(some -> Long.toString(some.pulls())).orElse("0"));
    page.element("td", use.map(some -> Words.ago(some.last(), now)).orElse("not yet"));
  }

  private void revoke(Html page, String kind, String value) {
    page.markup("<td>");
    if (isDenied(kind, value)) {
      page.markup("<span class=\"mark refuse\">revoked</span>");
    } else {
      Frame.revokeLink(page, kind, value);
    }
    page.markup("</td></tr>");
  }

  private boolean isDenied(String kind, String value) {
    return Revoked.all(sources).stream()
        .anyMatch(each -> each.kind().equals(kind) && each.value().equals(value));
  }

  private static void exemptions(Html page, List<Exempted> exemptions, Instant now) {
    if (exemptions.isEmpty()) {
      return;
    }
    page.element("h2", "Exemptions")
        .markup("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Exemptions\">")
        .markup("<table class=\"rows\"><caption class=\"unseen\">What is let in without a signer")
        .markup("</caption><thead><tr>");
    for (String column : List.of("Digest", "Why", "Until")) {
      page.element("th scope=\"col\"", column);
    }
    page.markup("</tr></thead><tbody>");
    for (Exempted each : exemptions) {
      page.markup("<tr><td><a href=\"/ui?q=").text(Frame.inQuery(each.digest())).markup("\">");
      page.text(each.digest()).markup("</a></td>").element("td", each.reason());
      page.markup("<td>");
      if (each.state().equals("revoked")) {
        page.markup("<span class=\"mark refuse\">revoked</span> ");
      }
      until(page, Optional.of(each.expires()), now);
      page.markup("</td></tr>");
    }
    page.markup("</tbody></table></div>");
  }
}
