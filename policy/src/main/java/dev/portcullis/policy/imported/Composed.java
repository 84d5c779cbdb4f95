package dev.portcullis.policy.imported;

import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Mode;
import java.util.List;
import java.util.Optional;

/**
 * A rule of ours.
 *
 * @param name what people call it, not yet unique
 * @param images its patterns
 * @param mode what happens to what does not meet it
 * @param demand what it demands, in its simplest form
 * @param signedAs under which name its images are signed
 */
record Composed(
    String name, List<ImagePattern> images, Mode mode, Demand demand, Optional<Tree> signedAs) {
  /** Copies the list. */
  Composed {
    images = List.copyOf(images);
  }
}
