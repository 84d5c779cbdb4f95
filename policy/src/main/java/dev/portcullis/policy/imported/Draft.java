package dev.portcullis.policy.imported;

import dev.portcullis.policy.Mode;
import dev.portcullis.policy.file.YamlNode;
import java.util.List;
import java.util.Optional;

/**
 * A rule of another system before it is known what its patterns match.
 *
 * @param name what people call it
 * @param images its patterns
 * @param skipped the patterns of what it is not about all the same
 * @param mode what happens to what does not meet it
 * @param demand what it demands
 */
record Draft(String name, List<Place> images, List<Place> skipped, Mode mode, Demand demand) {
  /** Copies the lists. */
  Draft {
    images = List.copyOf(images);
    skipped = List.copyOf(skipped);
  }

  /** A pattern and where it stands. */
  record Place(YamlNode node, String text) {
    private static final int LONGEST = 1024;

    /** The pattern that {@code node} is; none if it is no text, or longer than any reference. */
    static Optional<Place> of(YamlNode node) {
      Optional<String> text = node.text();
      if (text.filter(each -> each.length() > LONGEST).isPresent()) {
        node.problem("a pattern of more than " + LONGEST + " characters");
        return Optional.empty();
      }
      return text.map(each -> new Place(node, each));
    }
  }

  /** Whether it lets in whatever it is about. */
  boolean refusesNothing() {
    return mode != Mode.ENFORCE || Demand.isAnything(demand);
  }
}
