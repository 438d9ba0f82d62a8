// Unpacks what the page carries and runs it: the checker and page.js are deflated, which makes the page half as large.
// The policy of the page names the hash of the unpacked script too, so that a browser runs no other.
"use strict";

const unpack = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const FIXED = [...Array(144).fill(8), ...Array(112).fill(9), ...Array(24).fill(7), ...Array(8).fill(8)];

// Inflate raw deflate data (RFC 1951); the browsers' own function is younger than many phones.
function inflate(data) {
  let at = 0, held = 0, have = 0, size = 0, out = new Uint8Array(1 << 17);
  const bits = (many) => {
    for (; have < many; have += 8) held |= data[at++] << have;
    const value = held & ((1 << many) - 1);
    held >>>= many;
    have -= many;
    return value;
  };
  const put = (byte) => {
    if (size === out.length) {
      const larger = new Uint8Array(2 * size);
      larger.set(out);
      out = larger;
    }
    out[size++] = byte;
  };
  const book = (lengths) => { // how many codes there are of each length, and their symbols in order
    const counts = Array(16).fill(0), symbols = [];
    for (let length = 1; length < 16; length += 1) {
      lengths.forEach((own, symbol) => { if (own === length) symbols.push(symbol); });
      counts[length] = symbols.length - counts.reduce((sum, count) => sum + count, 0);
    }
    return { counts, symbols };
  };
  const symbol = ({ counts, symbols }) => {
    for (let length = 1, code = 0, first = 0, index = 0; length < 16; length += 1) {
      code |= bits(1);
      if (code - first < counts[length]) return symbols[index + code - first];
      index += counts[length];
      first = (first + counts[length]) << 1;
      code <<= 1;
    }
    throw new Error("damaged");
  };
  const written = () => { // the books of a block are deflated themselves
    const [literals, distances, many] = [bits(5) + 257, bits(5) + 1, bits(4) + 4], short = Array(19).fill(0), lengths = [];
    for (let n = 0; n < many; n += 1) short[ORDER[n]] = bits(3);
    const shorthand = book(short);
    while (lengths.length < literals + distances) {
      const code = symbol(shorthand);
      if (code < 16) lengths.push(code);
      else if (code === 16) lengths.push(...Array(3 + bits(2)).fill(lengths[lengths.length - 1]));
      else lengths.push(...Array(code === 17 ? 3 + bits(3) : 11 + bits(7)).fill(0));
    }
    return [book(lengths.slice(0, literals)), book(lengths.slice(literals))];
  };
  const copied = (code, distances) => {
    const length = LENGTHS[code - 257] + bits(code < 265 || code === 285 ? 0 : (code - 261) >> 2), far = symbol(distances);
    const distance = DISTANCES[far] + bits(far < 4 ? 0 : (far >> 1) - 1);
    for (let n = 0; n < length; n += 1) put(out[size - distance]);
  };
  for (let last = 0; !last;) {
    last = bits(1);
    const kind = bits(2);
    if (kind === 0) { // stored: from the next whole byte
      at -= have >> 3;
      held = have = 0;
      const end = at + 4 + (data[at] | (data[at + 1] << 8));
      for (at += 4; at < end; at += 1) put(data[at]);
      continue;
    }
    const [literals, distances] = kind === 2 ? written() : [book(FIXED), book(Array(30).fill(5))];
    for (let code = 0; code !== 256;) {
      code = symbol(literals);
      if (code < 256) put(code);
      else if (code > 256) copied(code, distances);
    }
  }
  return new TextDecoder().decode(out.subarray(0, size));
}

const program = document.createElement("script");
program.textContent = inflate(unpack(document.getElementById("program").textContent));
document.head.append(program);
if (document.getElementById("tools").hidden) { // the program says so itself where it runs
  const sorry = "This browser is too old to check answers in this page. The problems can be read and printed.";
  document.querySelector("header").append(Object.assign(document.createElement("p"), { className: "notice", textContent: sorry }));
}
