package dev.portcullis.verify.tuf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.lab.TufLab;
import java.util.List;

/** The reader of each role's metadata, and the workflow with a stranger's file at each step. */
class TufFuzzTest {
  private static final TufLab LAB = TufLab.of(Bytes.utf8("{}"));

  @FuzzTest
  void metadata(byte[] file) {
    Bytes content = Bytes.copyOf(file);
    for (TufRole role : TufRole.values()) {
      try {
        switch (role) {
          case ROOT -> RootMetadata.parse(content);
          case TIMESTAMP -> TimestampMetadata.parse(content);
          case SNAPSHOT -> SnapshotMetadata.parse(content);
          case TARGETS -> TargetsMetadata.parse(content);
        }
      } catch (MalformedException e) {
        // The one declared way to refuse.
      }
    }
  }

  @FuzzTest
  void refresh(byte[] file) {
    Bytes content = Bytes.copyOf(file);
    for (String path :
        List.of("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json")) {
      if (!LAB.files().containsKey(path) || !content.equals(LAB.file(path))) {
        requireDisbelieved(path, content);
      }
    }
  }

  private static void requireDisbelieved(String path, Bytes content) {
    TufRefresh refresh =
        TufRefresh.begin(
            Refreshing.anchor(LAB), TufLab.TARGET, Refreshing.NOW, TufRefresh.Expiry.REFUSED);
    while (refresh.step() instanceof TufStep.Ask ask) {
      if (ask.path().equals(path)) {
        refresh.found(content);
      } else if (ask.path().equals("2.root.json")) {
        refresh.absent();
      } else {
        refresh.found(LAB.file(ask.path()));
      }
    }
    if (refresh.step() instanceof TufStep.Done) {
      throw new AssertionError("a stranger's file was believed at " + path);
    }
  }
}
