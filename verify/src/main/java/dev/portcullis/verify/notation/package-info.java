/**
 * Notary Project signatures (notation): envelopes in JWS and COSE, trust stores, trust policy
 * documents, and the evaluation of one against the others. Where the verdict is another than
 * notation's, {@code docs/notation.md} says so and why.
 */
@NullMarked
package dev.portcullis.verify.notation;

import org.jspecify.annotations.NullMarked;
