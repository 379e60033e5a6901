/** Numbers of sixteen bits (IEEE 754 binary16), which Node.js 20 has no arrays for. */

/** A number from its sixteen bits (IEEE 754 binary16). */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The sixteen bits nearest to a number, ties to even. */
export function toFloat16(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  // Beyond halfway between the largest number and the next power of two.
  if (size >= 65_520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundedToEven(size * 2 ** 24);
  const exponent = Math.min(15, Math.floor(Math.log2(size)));
  // A fraction that is rounded up to a whole carries into the exponent by itself.
  return sign | (((exponent + 15) << 10) + roundedToEven((size / 2 ** exponent - 1) * 1024));
}

function roundedToEven(value: number): number {
  const whole = Math.floor(value);
  const rest = value - whole;
  return rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? whole + 1 : whole;
}
