/**
 * Attacks on other verifiers, one test each, with the attack's identifier in the test's name
 * (sigstore spec notes, 6). {@code docs/attacks.md} lists them.
 */
@NullMarked
package dev.portcullis.verify.attacks;

import org.jspecify.annotations.NullMarked;
