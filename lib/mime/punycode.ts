/** RFC 3492 section 5. */
const base = 36;
const tMin = 1;
const tMax = 26;
const skew = 38;
const damp = 700;
const initialBias = 72;
const initialN = 128;
const maxInt = 0x7fff_ffff;

/** The text of one label after its "xn--"; undefined when it is not Punycode. */
export function decodePunycode(input: string): string | undefined {
  const delimiter = input.lastIndexOf('-');
  const output = delimiter <= 0 ? [] : Array.from(input.slice(0, delimiter), (c) => c.charCodeAt(0));
  let n = initialN;
  let i = 0;
  let bias = initialBias;
  for (let at = delimiter <= 0 ? 0 : delimiter + 1; at < input.length;) {
    const previous = i;
    let weight = 1;
    for (let k = base; ; k += base) {
      const digit = digitValue(input.charCodeAt(at++));
      if (digit < 0 || digit > Math.floor((maxInt - i) / weight)) return undefined;
      i += digit * weight;
      const threshold = k <= bias ? tMin : k >= bias + tMax ? tMax : k - bias;
      if (digit < threshold) break;
      weight *= base - threshold;
      if (weight > maxInt) return undefined;
    }
    const count = output.length + 1;
    bias = adapt(i - previous, count, previous === 0);
    n += Math.floor(i / count);
    if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) return undefined;
    output.splice(i % count, 0, n);
    i = (i % count) + 1;
  }
  return String.fromCodePoint(...output);
}

/** One label without the "xn--". */
export function encodePunycode(input: string): string {
  const points = Array.from(input, (c) => c.codePointAt(0)!);
  const basic = points.filter((point) => point < initialN);
  let output = String.fromCharCode(...basic);
  if (basic.length > 0) output += '-';
  let n = initialN;
  let delta = 0;
  let bias = initialBias;
  let handled = basic.length;
  while (handled < points.length) {
    let next = maxInt;
    for (const point of points) if (point >= n && point < next) next = point;
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n) delta++;
      if (point !== n) continue;
      let q = delta;
      for (let k = base; ; k += base) {
        const threshold = k <= bias ? tMin : k >= bias + tMax ? tMax : k - bias;
        if (q < threshold) break;
        const digit = threshold + ((q - threshold) % (base - threshold));
        output += digitCharacter(digit);
        q = Math.floor((q - threshold) / (base - threshold));
      }
      output += digitCharacter(q);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return output;
}

function adapt(delta: number, count: number, first: boolean): number {
  let rest = first ? Math.floor(delta / damp) : delta >> 1;
  rest += Math.floor(rest / count);
  let k = 0;
  while (rest > ((base - tMin) * tMax) >> 1) {
    rest = Math.floor(rest / (base - tMin));
    k += base;
  }
  return k + Math.floor(((base - tMin + 1) * rest) / (rest + skew));
}

function digitValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x7a ? letter - 0x61 : -1;
}

function digitCharacter(digit: number): string {
  return String.fromCharCode(digit < 26 ? digit + 0x61 : digit - 26 + 0x30);
}
