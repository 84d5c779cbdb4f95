package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicyCase;
import dev.portcullis.policy.file.CasesReader;
import dev.portcullis.policy.file.DocumentException;
import dev.portcullis.policy.file.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A file of unit tests of a policy.
 *
 * @param path the file
 * @param policy the policy under test
 * @param cases the cases, in the order of the file
 */
record CaseFile(Path path, Policy policy, List<PolicyCase> cases) {
  private static final String CONFIG = "portcullis.yaml";

  /** Copies the list. */
  CaseFile {
    cases = List.copyOf(cases);
  }

  /**
   * All that {@code place} holds: a folder, or one file.
   *
   * @throws CommandException if there is none, one is wrong, or there is a YAML file that is
   *     neither one nor part of a configuration under test, and so would test nothing
   */
  static List<CaseFile> in(Path place) throws CommandException {
    if (!Files.exists(place)) {
      throw new CommandException("there is no " + place);
    }
    Reading reading = new Reading();
    for (Path path : Files.isDirectory(place) ? yaml(place) : List.of(place)) {
      reading.read(path);
    }
    reading.finish(place);
    return reading.files;
  }

  private static List<Path> yaml(Path folder) throws CommandException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.toString().matches(".*\\.ya?ml"))
          .filter(path -> !path.endsWith(CONFIG))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CommandException("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Files as they are read; a configuration is read once, whoever names it. */
  private static final class Reading {
    private final Map<Path, PolicyFile> policies = new HashMap<>();
    private final Set<Path> used = new HashSet<>();
    private final List<Path> others = new ArrayList<>();
    private final List<CaseFile> files = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    void read(Path path) throws CommandException {
      SourceFiles source = new SourceFiles(parent(path));
      try {
        Bytes content = source.load(path.toAbsolutePath().toString());
        YamlDocument document = YamlDocument.parse(path.toString(), content);
        if (!document.root().has("cases")) {
          others.add(path);
          return;
        }
        Optional<String> named = CasesReader.config(document);
        Policy policy = policy(source.resolve(named.orElse(CONFIG))).policy().policy();
        files.add(new CaseFile(path, policy, CasesReader.read(document, policy, source)));
      } catch (MalformedException e) {
        problems.add(path + ": " + e.getMessage());
      } catch (DocumentException e) {
        e.problems().forEach(problem -> problems.add(problem.toString()));
      }
    }

    private PolicyFile policy(Path file) throws ConfigException {
      PolicyFile known = policies.get(file);
      if (known != null) {
        return known;
      }
      PolicyFile read = PolicyFile.read(shown(file));
      used.addAll(read.files().states().keySet());
      policies.put(file, read);
      return read;
    }

    /** As short as people would write it. */
    private static Path shown(Path file) {
      Path here = Path.of("").toAbsolutePath();
      return file.startsWith(here) ? here.relativize(file) : file;
    }

    void finish(Path place) throws CommandException {
      for (Path other : others) {
        if (!used.contains(other.toAbsolutePath().normalize())) {
          problems.add(
              other + ": holds no 'cases', and no configuration that is tested here reads it");
        }
      }
      if (!problems.isEmpty()) {
        throw new CommandException(String.join("\n", problems));
      }
      if (files.isEmpty()) {
        throw new CommandException(place + " holds no file with 'cases'");
      }
    }

    private static Path parent(Path path) {
      Path parent = path.toAbsolutePath().getParent();
      return parent == null ? path.toAbsolutePath() : parent;
    }
  }
}
