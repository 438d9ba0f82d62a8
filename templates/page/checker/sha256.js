// Compute SHA-256 and PBKDF2 at once: the browser's own functions answer later, and not from a file everywhere.

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19];
for (let n = 23; PRIMES.length < 64; n += 2) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const fraction = (root) => ((root % 1) * 2 ** 32) | 0;
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const ROUND_CONSTANTS = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const SCHEDULE = new Int32Array(64);

const turned = (word, by) => (word >>> by) | (word << (32 - by));

// Mix a block of 16 words into a state; gives a new state.
function mixed(state, block) {
  const w = SCHEDULE;
  for (let n = 0; n < 64; n += 1) {
    if (n < 16) w[n] = block[n];
    else {
      const x = w[n - 15], y = w[n - 2];
      w[n] = (w[n - 16] + (turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)) + w[n - 7] + (turned(y, 17) ^ turned(y, 19) ^ (y >>> 10))) | 0;
    }
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let n = 0; n < 64; n += 1) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[n] + w[n]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  return Int32Array.of(a + state[0], b + state[1], c + state[2], d + state[3], e + state[4], f + state[5], g + state[6], h + state[7]);
}

// Hash bytes; a state may have taken in 64 bytes before. Gives eight words.
function hashWords(bytes, state = START, before = 0) {
  const words = new Int32Array((((bytes.length + 8) >> 6) + 1) * 16);
  bytes.forEach((byte, n) => { words[n >> 2] |= byte << (24 - 8 * (n & 3)); });
  words[bytes.length >> 2] |= 0x80 << (24 - 8 * (bytes.length & 3));
  words[words.length - 1] = (bytes.length + before) * 8;
  for (let at = 0; at < words.length; at += 16) state = mixed(state, words.subarray(at, at + 16));
  return state;
}

const bytesOf = (words) => Uint8Array.from({ length: 4 * words.length }, (_, n) => words[n >> 2] >>> (24 - 8 * (n & 3)));
const sha256 = (bytes) => bytesOf(hashWords(bytes));

// PBKDF2-HMAC-SHA-256 of 32 bytes.
function derived(password, salt, rounds) {
  const key = new Uint8Array(64);
  key.set(password.length > 64 ? sha256(password) : password);
  const [inner, outer] = [0x36, 0x5c].map((pad) => hashWordsOfBlock(key.map((byte) => byte ^ pad)));
  const tail = (words) => Int32Array.of(...words, 1 << 31, 0, 0, 0, 0, 0, 0, 768);
  let mac = mixed(outer, tail(hashWords([...salt, 0, 0, 0, 1], inner, 64)));
  const found = mac.slice();
  for (let n = 1; n < rounds; n += 1) {
    mac = mixed(outer, tail(mixed(inner, tail(mac))));
    for (let at = 0; at < 8; at += 1) found[at] ^= mac[at];
  }
  return bytesOf(found);
}

const hashWordsOfBlock = (bytes) => mixed(START, Int32Array.from({ length: 16 }, (_, n) => bytes.slice(4 * n, 4 * n + 4).reduce((word, byte) => (word << 8) | byte, 0)));
