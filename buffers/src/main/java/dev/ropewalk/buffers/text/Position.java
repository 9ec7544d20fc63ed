package dev.ropewalk.buffers.text;

/**
 * A place in a text as editors name it.
 *
 * @param line the line, counted from 0; LF, CRLF and CR each end one
 * @param character the distance from the line's start, counted from 0 in the units of a {@link
 *     PositionEncoding} that both sides know
 */
public record Position(int line, int character) {}
