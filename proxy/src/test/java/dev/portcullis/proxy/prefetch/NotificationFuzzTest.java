package dev.portcullis.proxy.prefetch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.Optional;

class NotificationFuzzTest {
  @FuzzTest
  void notification(byte[] body) {
    try {
      int images = Notification.parse(Bytes.copyOf(body), Optional.of("registry.test")).size();
      if (images > Limits.PREFETCH_IMAGES) {
        throw new AssertionError("too many images were read");
      }
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }
}
