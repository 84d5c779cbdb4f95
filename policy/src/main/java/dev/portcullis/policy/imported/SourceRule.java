package dev.portcullis.policy.imported;

import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Mode;
import java.util.List;

/**
 * A rule as another system has it: one of perhaps several that hold for an image together.
 *
 * @param name what people call it
 * @param images what it is about: what any of these is about
 * @param skipped the repositories that it is not about all the same
 * @param mode what happens to what does not meet it
 * @param demand what it demands
 */
record SourceRule(
    String name, List<Coverage> images, List<ImagePattern> skipped, Mode mode, Demand demand) {
  /** Copies the lists. */
  SourceRule {
    images = List.copyOf(images);
    skipped = List.copyOf(skipped);
  }

  /** Whether it may hold for what {@code pattern} chooses. */
  boolean concerns(ImagePattern pattern) {
    return images.stream()
            .flatMap(each -> each.patterns().stream())
            .anyMatch(
                own ->
                    ImagePattern.MOST_SPECIFIC_FIRST.compare(pattern, own) <= 0
                        && pattern.overlap(own).isPresent())
        && skipped.stream().noneMatch(each -> each.covers(pattern));
  }

  /** Whether it holds for sure for all that {@code pattern} matches. */
  boolean governs(ImagePattern pattern) {
    return images.stream()
        .filter(Coverage::isExact)
        .flatMap(each -> each.patterns().stream())
        .anyMatch(own -> own.covers(pattern));
  }
}
