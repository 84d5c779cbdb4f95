/**
 * Notary Project signatures (notation): envelopes in JWS and COSE, trust stores, trust policy
 * documents, and the evaluation of one against the others. Section numbers in this package are
 * those of the notation spec notes unless another document is named.
 */
@NullMarked
package dev.portcullis.verify.notation;

import org.jspecify.annotations.NullMarked;
