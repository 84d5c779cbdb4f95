package dev.portcullis.proxy.realtools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes {@code target/skipped-tests.txt}: one line for each reason to skip in each test class, so
 * that the build's last words can name what was not tried.
 */
public final class SkippedTests implements TestExecutionListener {
  private final SortedSet<String> lines = new ConcurrentSkipListSet<>();

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    note(test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      note(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    try {
      Path target = Files.createDirectories(Path.of("target"));
      Files.write(target.resolve("skipped-tests.txt"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void note(TestIdentifier test, String reason) {
    String place =
        test.getSource()
            .map(
                source ->
                    switch (source) {
                      case MethodSource method -> simple(method.getClassName());
                      case ClassSource type -> simple(type.getClassName());
                      default -> source.toString();
                    })
            .orElseGet(test::getDisplayName);
    lines.add(place + ": " + reason.replace("Assumption failed: ", "").strip());
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
