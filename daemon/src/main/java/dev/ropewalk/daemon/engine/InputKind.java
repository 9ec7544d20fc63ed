package dev.ropewalk.daemon.engine;

/**
 * A kind of input.
 *
 * @param name one of a small fixed set
 * @param absent the durability of an input of this kind that is not there
 */
public record InputKind(String name, Durability absent) {}
