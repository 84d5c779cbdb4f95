/**
 * End-to-end tests with real registries, signers and clients, and the support for running them.
 *
 * <p>A tool that a machine lacks makes the tests that need it skip, and the skip names the tool and
 * how to get it. Every server that a test starts listens on loopback, keeps its state in the test's
 * temporary folder and is ended by the test.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.proxy.realtools;
