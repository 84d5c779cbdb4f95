package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.VerificationKey;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A folder in memory that holds a policy's files, with fresh keys. */
public final class KeyFolder implements FileSource {
  private final Map<String, Bytes> files = new HashMap<>();

  /** Adds a file. */
  public KeyFolder with(String name, String content) {
    files.put(name, Bytes.utf8(content));
    return this;
  }

  /** Adds a fresh P-256 key. */
  public KeyFolder withKey(String name) {
    return withKey(name, "EC", 256);
  }

  /** Adds a fresh RSA key. */
  public KeyFolder withRsaKey(String name) {
    return withKey(name, "RSA", 2048);
  }

  private KeyFolder withKey(String name, String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits, new SecureRandom());
      byte[] spki = generator.generateKeyPair().getPublic().getEncoded();
      return with(
          name,
          "-----BEGIN PUBLIC KEY-----\n"
              + Base64.getMimeEncoder().encodeToString(spki)
              + "\n-----END PUBLIC KEY-----\n");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The content of a file that is in the folder. */
  public String text(String name) {
    try {
      return load(name).toUtf8();
    } catch (MalformedException e) {
      throw new AssertionError(name, e);
    }
  }

  /** The fingerprint of a key that is in the folder. */
  public String fingerprint(String name) {
    try {
      return VerificationKey.fromPem(text(name)).fingerprint();
    } catch (MalformedException e) {
      throw new AssertionError(name, e);
    }
  }

  /** Reads {@code yaml} as the whole of a configuration file. */
  public LoadedPolicy read(String yaml) throws DocumentException {
    YamlDocument document = YamlDocument.parse("policy.yaml", Bytes.utf8(yaml));
    Optional<LoadedPolicy> policy = PolicyReader.read(document, this);
    document.check();
    return policy.orElseThrow();
  }

  @Override
  public Bytes load(String path) throws MalformedException {
    Bytes content = files.get(path);
    if (content == null) {
      throw new MalformedException("there is no such file");
    }
    return content;
  }

  /** The file {@code root} is what came from the repository, if it is there. */
  @Override
  public Optional<Bytes> trustedRoot(TufRepository repository) {
    return Optional.ofNullable(files.get(repository.root()));
  }

  @Override
  public Tree tree(String path, int depth) throws MalformedException {
    SortedMap<String, Bytes> below = new TreeMap<>();
    List<String> tooDeep = new ArrayList<>();
    files.forEach(
        (name, content) -> {
          if (name.startsWith(path + "/")) {
            String rest = name.substring(path.length() + 1);
            if (rest.chars().filter(c -> c == '/').count() > depth) {
              tooDeep.add(rest.substring(0, rest.lastIndexOf('/')));
            } else {
              below.put(rest, content);
            }
          }
        });
    if (below.isEmpty() && tooDeep.isEmpty()) {
      throw new MalformedException("there is no such file");
    }
    return new Tree(below, tooDeep);
  }
}
