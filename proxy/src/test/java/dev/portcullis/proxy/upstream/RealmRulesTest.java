package dev.portcullis.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealmRulesTest {
  private static RealmRules.Verdict check(String upstream, String realm, String... realms) {
    UpstreamConfig config =
        TestUpstream.withHosts(
            UpstreamConfig.of("up.example", URI.create(upstream)), List.of(realms), List.of());
    return new RealmRules(config, new AddressGuard(config)).check(realm);
  }

  @ParameterizedTest
  @CsvSource({
    "https://registry-1.docker.io, https://auth.docker.io/token",
    "https://registry.gitlab.com, https://gitlab.com/jwt/auth",
    "https://ghcr.io, https://ghcr.io/token",
    "https://ghcr.io, https://ghcr.io:8443/token",
    "https://GHCR.io, https://ghcr.io/token",
    "https://acme.azurecr.io, https://acme.azurecr.io/oauth2/token",
    "https://registry.acme.co.uk, https://auth.acme.co.uk/token",
    "https://10.0.0.5, https://10.0.0.5/token",
    "http://127.0.0.1:5000, http://127.0.0.1:5001/token"
  })
  void ownHostAndOwnSiteAreAllowed(String upstream, String realm) {
    assertThat(check(upstream, realm)).isInstanceOf(RealmRules.Allowed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "https://registry-1.docker.io, https://auth.docker.io.evil.example/token",
    "https://registry.acme.co.uk, https://evil.co.uk/token",
    "https://acme.azurecr.io, https://evil.azurecr.io/token",
    "https://acme.jfrog.io, https://evil.jfrog.io/token",
    "https://10.0.0.5, https://10.0.0.6/token",
    "https://1.10.0.5, https://2.10.0.5/token",
    "https://registry, https://auth/token",
    "https://[::1], https://[::2]/token"
  })
  void otherOwnersAreRefused(String upstream, String realm) {
    assertThat(check(upstream, realm)).isInstanceOf(RealmRules.Refused.class);
  }

  @Test
  void refusalNamesTheRealmAndTheRemedy() {
    RealmRules.Verdict verdict = check("https://up.example", "https://thief.test/token");
    assertThat(((RealmRules.Refused) verdict).why())
        .contains("https://thief.test/token", "add 'thief.test' to realms:");
  }

  @Test
  void listedRealmIsAllowedByHostOrByHostAndPort() {
    String realm = "https://sso.other.test:8443/token";
    assertThat(check("https://up.example", realm, "sso.other.test"))
        .isInstanceOf(RealmRules.Allowed.class);
    assertThat(check("https://up.example", realm, "sso.other.test:8443"))
        .isInstanceOf(RealmRules.Allowed.class);
    assertThat(check("https://up.example", realm, "sso.other.test:443"))
        .isInstanceOf(RealmRules.Refused.class);
  }

  @Test
  void httpIsRefusedUnlessTheUpstreamIsHttpAtAPrivateAddress() {
    assertThat(check("https://127.0.0.1", "http://127.0.0.1/token"))
        .isInstanceOf(RealmRules.Refused.class);
    assertThat(check("http://8.8.8.8", "http://8.8.8.8/token"))
        .isInstanceOf(RealmRules.Refused.class);
    assertThat(check("http://127.0.0.1", "http://127.0.0.1/token"))
        .isInstanceOf(RealmRules.Allowed.class);
  }

  @Test
  void realmThatIsNoUrlIsRefused() {
    for (String realm :
        new String[] {"", "Registry Realm", "file:///x", "https://u:p@up.example/"}) {
      assertThat(check("https://up.example", realm))
          .as(realm)
          .isInstanceOf(RealmRules.Refused.class);
    }
  }

  @Test
  void addressOfASiteMateIsCheckedAndOfAListedHostIsNot() {
    RealmRules.Verdict mate = check("https://registry-1.docker.io", "https://auth.docker.io/token");
    assertThat(((RealmRules.Allowed) mate).configured()).isFalse();
    RealmRules.Verdict listed =
        check("https://up.example", "https://sso.other.test/token", "sso.other.test");
    assertThat(((RealmRules.Allowed) listed).configured()).isTrue();
  }
}
