package dev.ropewalk.wasm.dprint;

/**
 * What a plugin finds wrong in its configuration.
 *
 * @param property the setting
 * @param message fit for a user
 */
public record ConfigDiagnostic(String property, String message) {}
