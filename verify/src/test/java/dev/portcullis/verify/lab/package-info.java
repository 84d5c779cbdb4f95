/**
 * The signing lab: keys and signed artefacts of every kind, right or wrong in exactly one way. All
 * of it is deterministic: the same label gives the same key.
 */
@NullMarked
package dev.portcullis.verify.lab;

import org.jspecify.annotations.NullMarked;
