package dev.portcullis.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class RedirectRulesTest {
  private static final UpstreamConfig UPSTREAM =
      UpstreamConfig.of("up.example", URI.create("https://up.example"));

  private static RedirectRules.Verdict check(String from, String location) {
    return RedirectRules.check(UPSTREAM, URI.create(from), location);
  }

  private static RedirectRules.Allowed to(String uri) {
    return new RedirectRules.Allowed(URI.create(uri));
  }

  @Test
  void absoluteAndRelativeTargetsAreResolved() {
    assertThat(check("https://up.example/v2/a/blobs/x", "https://cdn.example/y?sig=%2F"))
        .isEqualTo(to("https://cdn.example/y?sig=%2F"));
    assertThat(check("https://up.example/v2/a/blobs/x", "/z?q#fragment"))
        .isEqualTo(to("https://up.example/z?q"));
    assertThat(check("http://up.example/v2/", "https://cdn.example/"))
        .isEqualTo(to("https://cdn.example/"));
  }

  @Test
  void downgradeToHttpIsRefused() {
    assertThat(check("https://up.example/v2/", "http://up.example/v2/"))
        .isEqualTo(
            new RedirectRules.Refused(
                "up.example redirects from https down to http at up.example"));
  }

  @Test
  void otherSchemesEmptyHostsAndUserinfoAreRefused() {
    for (String location :
        new String[] {
          "ftp://cdn.example/", "javascript:1", "https://", "https://u:p@cdn.example/"
        }) {
      assertThat(check("https://up.example/v2/", location))
          .as(location)
          .isInstanceOf(RedirectRules.Refused.class);
    }
  }
}
