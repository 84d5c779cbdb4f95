/** DSSE envelopes and in-toto statements: what was signed, and what it says it is about. */
@NullMarked
package dev.portcullis.verify.intoto;

import org.jspecify.annotations.NullMarked;
