/** Measurements, one class for each claim. */
@NullMarked
package dev.portcullis.bench;

import org.jspecify.annotations.NullMarked;
