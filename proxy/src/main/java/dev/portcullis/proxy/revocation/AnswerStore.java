package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.HashFunction;
import dev.portcullis.verify.x509.RevocationKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raw answers on disk, one file each ({@code trust.revocation.cache}): written to a temporary file
 * in the same folder, flushed and renamed, so that a file is whole or not there. Whatever goes
 * wrong is logged and counted and goes no further (CVE-2024-51491). Several processes may share a
 * folder. Blocks: for virtual threads and the start.
 */
final class AnswerStore {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerStore.class);
  private static final String CELL = ".cell";
  private static final String LIST = ".list";
  private static final String TEMPORARY = ".tmp";
  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final long LARGEST = Limits.CRL_BYTES + (512L * 1024);

  private final Optional<Path> folder;
  private final Consumer<RevocationEvent> events;
  private final AtomicLong serial = new AtomicLong();

  /** A store in {@code folder}, which is made if it is not there; empty keeps nothing. */
  AnswerStore(Optional<Path> folder, Consumer<RevocationEvent> events) {
    this.folder = folder;
    this.events = events;
  }

  /** Everything that can be read: lists first, since cells may rest on them. */
  void load(Consumer<HeldList> lists, Consumer<StoredCell> cells) {
    if (folder.isEmpty()) {
      return;
    }
    List<Path> files;
    try {
      Files.createDirectories(folder.get());
      try (Stream<Path> all = Files.list(folder.get())) {
        files = all.sorted().toList();
      }
    } catch (IOException | UncheckedIOException e) {
      failed("read " + folder.get(), e);
      return;
    }
    files.stream().filter(AnswerStore::isAbandoned).forEach(this::remove);
    for (Path file : files) {
      if (file.toString().endsWith(LIST)) {
        read(file, content -> lists.accept(StoredList.parse(content)));
      }
    }
    for (Path file : files) {
      if (file.toString().endsWith(CELL)) {
        read(file, content -> cells.accept(StoredCell.parse(content)));
      }
    }
  }

  /** Whether it is half a file of a process that ended long ago. */
  private static boolean isAbandoned(Path file) {
    return file.toString().endsWith(TEMPORARY)
        && System.currentTimeMillis() - file.toFile().lastModified() > ABANDONED.toMillis();
  }

  private interface Parser {
    void parse(Bytes content) throws MalformedException;
  }

  private void read(Path file, Parser parser) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new MalformedException("too large");
      }
      parser.parse(Bytes.wrap(Files.readAllBytes(file)));
    } catch (IOException e) {
      failed("read " + file, e);
    } catch (MalformedException e) {
      LOG.warn("revocation: {} is of no use and removed: {}", file, e.getMessage());
      events.accept(new RevocationEvent.StoreFailed());
      remove(file);
    }
  }

  void save(RevocationCell cell) {
    write(name(cell.key()), StoredCell.of(cell).encode());
  }

  void save(HeldList list) {
    write(name(list.key()), StoredList.encode(list));
  }

  void forget(RevocationKey key) {
    folder.ifPresent(path -> remove(path.resolve(name(key))));
  }

  void forget(ListKey key) {
    folder.ifPresent(path -> remove(path.resolve(name(key))));
  }

  private static String name(RevocationKey key) {
    String text =
        key.issuerKey().toHex() + key.issuerName().toHex() + key.serialNumber().toString(16);
    return HashFunction.SHA256.of(Bytes.utf8(text)).toHex() + CELL;
  }

  private static String name(ListKey key) {
    String text = key.issuerKey().toHex() + key.issuerName().toHex() + key.url();
    return HashFunction.SHA256.of(Bytes.utf8(text)).toHex() + LIST;
  }

  private void write(String name, Bytes content) {
    if (folder.isEmpty()) {
      return;
    }
    Path temporary =
        folder
            .get()
            .resolve(
                name
                    + "."
                    + ProcessHandle.current().pid()
                    + "-"
                    + serial.incrementAndGet()
                    + TEMPORARY);
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer left = content.asByteBuffer();
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(true);
      }
      Files.move(
          temporary,
          folder.get().resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      failed("write " + folder.get().resolve(name), e);
      remove(temporary);
    }
  }

  private void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failed("remove " + file, e);
    }
  }

  private void failed(String what, Exception e) {
    LOG.warn("revocation: cannot {}; going on without: {}", what, e.toString());
    events.accept(new RevocationEvent.StoreFailed());
  }
}
