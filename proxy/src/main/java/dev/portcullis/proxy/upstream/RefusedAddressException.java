package dev.portcullis.proxy.upstream;

import java.net.UnknownHostException;

/** A host that resolves only to addresses that {@link AddressRules} forbid. */
final class RefusedAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  RefusedAddressException(String message) {
    super(message);
  }
}
