package dev.ropewalk.protocol.rpc;

import java.math.BigDecimal;

/** A JSON number that is written as it was read, whatever its size and form. */
final class RawNumber extends Number {
  private static final long serialVersionUID = 1L;

  private final String text;

  /**
   * Keeps a number.
   *
   * @param text a number of the JSON grammar
   */
  RawNumber(String text) {
    this.text = text;
  }

  @Override
  public int intValue() {
    return (int) longValue();
  }

  @Override
  public long longValue() {
    return new BigDecimal(text).longValue();
  }

  @Override
  public float floatValue() {
    return Float.parseFloat(text);
  }

  @Override
  public double doubleValue() {
    return Double.parseDouble(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
