package dev.portcullis.proxy.upstream;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.portcullis.oci.Quoting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * The answers of docker credential helpers. The first answer is waited for; from then on it is
 * renewed in the background every five minutes, on virtual threads, and used for at most an hour.
 */
final class CredentialHelpers {
  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration USABLE = Duration.ofHours(1);
  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

  private final List<Path> folders;
  private final LoadingCache<HelperCall, Secret> answers;

  /**
   * Helpers that lie in {@code folders}.
   *
   * @param folders where to look for programs, in order
   */
  CredentialHelpers(Ticker ticker, List<Path> folders) {
    this.folders = List.copyOf(folders);
    this.answers =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(THREADS)
            .refreshAfterWrite(FRESH)
            .expireAfterWrite(USABLE)
            .maximumSize(1000)
            .build(HelperCall::run);
  }

  /** What {@code docker-credential-<program>} holds for {@code server}. */
  Fetch<Secret> get(String program, String server) {
    Optional<Path> file = find("docker-credential-" + program);
    if (file.isEmpty()) {
      return Fetch.trouble(
          Fetch.Kind.UNREACHABLE,
          "there is no program 'docker-credential-" + Quoting.shorten(program) + "' on the PATH");
    }
    try {
      return new Fetch.Found<>(answers.get(new HelperCall(file.get(), server)));
    } catch (CompletionException e) {
      if (e.getCause() instanceof HelperCall.HelperException failed) {
        return Fetch.trouble(Fetch.Kind.UNREACHABLE, String.valueOf(failed.getMessage()));
      }
      throw e;
    }
  }

  private Optional<Path> find(String name) {
    boolean plain = name.indexOf('/') < 0 && name.indexOf('\\') < 0 && name.indexOf('\0') < 0;
    return plain
        ? folders.stream()
            .map(folder -> folder.resolve(name))
            .filter(Files::isExecutable)
            .findFirst()
        : Optional.empty();
  }

  /** Drops all answers. */
  void forget() {
    answers.invalidateAll();
  }
}
