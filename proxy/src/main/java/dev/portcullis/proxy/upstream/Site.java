package dev.portcullis.proxy.upstream;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Whether two hosts belong to one owner, as far as their names tell: the last two labels agree, or
 * the last three where the last two are known to be shared among owners. This is deliberately not
 * the Public Suffix List: who it does not fit lists the host under {@code realms:}.
 */
final class Site {
  private static final Set<String> SHARED_SECOND_LEVEL =
      Set.of("ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org");

  private static final Set<String> SHARED =
      Set.of(
          "amazonaws.com",
          "appspot.com",
          "azurecr.io",
          "azurewebsites.net",
          "cloudapp.net",
          "cloudfront.net",
          "fly.dev",
          "github.io",
          "gitlab.io",
          "herokuapp.com",
          "jfrog.io",
          "netlify.app",
          "ngrok.io",
          "onrender.com",
          "pages.dev",
          "pkg.dev",
          "run.app",
          "vercel.app",
          "web.app",
          "windows.net",
          "workers.dev");

  private Site() {}

  /** Whether {@code one} and {@code other}, in lower case, are of one site; never for addresses. */
  static boolean same(String one, String other) {
    if (isAddress(one) || isAddress(other)) {
      return false;
    }
    List<String> a = Arrays.asList(one.split("\\.", -1));
    List<String> b = Arrays.asList(other.split("\\.", -1));
    int count = sharedSuffix(a) ? 3 : 2;
    return a.size() >= count
        && b.size() >= count
        && a.subList(a.size() - count, a.size()).equals(b.subList(b.size() - count, b.size()));
  }

  private static boolean sharedSuffix(List<String> labels) {
    if (labels.size() < 2) {
      return false;
    }
    String top = labels.getLast();
    String second = labels.get(labels.size() - 2);
    return SHARED.contains(second + "." + top)
        || (top.length() == 2 && SHARED_SECOND_LEVEL.contains(second));
  }

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }
}
