// Compute SHA-256 and PBKDF2 at once: the browser's own functions answer later, and not from a file everywhere.

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19];
for (let n = 23; PRIMES.length < 64; n += 2) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const fraction = (root) => ((root % 1) * 2 ** 32) | 0;
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const ROUND_CONSTANTS = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const SCHEDULE = new Int32Array(64);

// Mix 16 words into a state and write the new state into a place.
function mix(state, block, into) {
  const w = SCHEDULE;
  w.set(block);
  for (let n = 16; n < 64; n += 1) {
    const x = w[n - 15], y = w[n - 2];
    const one = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const two = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[n] = (w[n - 16] + one + w[n - 7] + two) | 0;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (let n = 0; n < 64; n += 1) {
    const turns = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + turns + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[n] + w[n]) | 0;
    const others = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (others + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  into[0] = a + state[0]; into[1] = b + state[1]; into[2] = c + state[2]; into[3] = d + state[3];
  into[4] = e + state[4]; into[5] = f + state[5]; into[6] = g + state[6]; into[7] = h + state[7];
}

// Hash bytes into eight words; a state may have taken in 64 bytes before.
function hashWords(bytes, start = START, before = 0) {
  const words = new Int32Array((((bytes.length + 8) >> 6) + 1) * 16), state = start.slice();
  for (let n = 0; n < bytes.length; n += 1) words[n >> 2] |= bytes[n] << (24 - 8 * (n & 3));
  words[bytes.length >> 2] |= 0x80 << (24 - 8 * (bytes.length & 3));
  words[words.length - 1] = (bytes.length + before) * 8;
  for (let at = 0; at < words.length; at += 16) mix(state, words.subarray(at, at + 16), state);
  return state;
}

const bytesOf = (words) => Uint8Array.from({ length: 4 * words.length }, (_, n) => words[n >> 2] >>> (24 - 8 * (n & 3)));
const sha256 = (bytes) => bytesOf(hashWords(bytes));

function joinedBytes(...pieces) {
  const found = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    found.set(piece, at);
    at += piece.length;
  }
  return found;
}

// PBKDF2-HMAC-SHA-256 of 32 bytes.
function derived(password, salt, rounds) {
  const key = joinedBytes(password.length > 64 ? sha256(password) : password, new Uint8Array(64)).slice(0, 64);
  const [inner, outer] = [0x36, 0x5c].map((pad) => keyed(key, pad));
  // one block that holds a hash of 32 bytes behind the 64 of the key
  const block = Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1 << 31, 0, 0, 0, 0, 0, 0, 768), found = new Int32Array(8);
  block.set(hashWords(joinedBytes(salt, [0, 0, 0, 1]), inner, 64));
  for (let n = 0; n < rounds; n += 1) {
    if (n) mix(inner, block, block);
    mix(outer, block, block);
    for (let at = 0; at < 8; at += 1) found[at] ^= block[at];
  }
  return bytesOf(found);
}

function keyed(key, pad) {
  const words = new Int32Array(16), state = START.slice();
  key.forEach((byte, n) => { words[n >> 2] |= (byte ^ pad) << (24 - 8 * (n & 3)); });
  mix(state, words, state);
  return state;
}
