package dev.ropewalk.wasm.install;

/**
 * Why an operation did not succeed.
 *
 * @param code for programs
 * @param message for users: the offending value and what to do; no secrets, one or more lines
 */
public record Problem(ProblemCode code, String message) {}
