// Open boxes that are locked under the name of a cell or an option, and uncover what is covered from a glance.

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function utf8(text) {
  const bytes = [];
  for (const character of text) {
    const code = character.codePointAt(0);
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code >> 11 === 0x1b) bytes.push(0x3f);
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

function fromBase64(text) {
  const letters = text.replace(/[^A-Za-z0-9+/]/g, ""), bytes = new Uint8Array((letters.length * 3) >> 2);
  for (let n = 0, held = 0, bits = 0, at = 0; n < letters.length; n += 1) {
    held = ((held << 6) | BASE64.indexOf(letters[n])) & 0xffff;
    bits += 6;
    if (bits >= 8) bytes[at++] = held >> (bits -= 8);
  }
  return bytes;
}

// Join content with the key stream of a seed.
function streamed(seed, content) {
  const found = content.slice();
  for (let at = 0; at < found.length; at += 32) {
    const block = sha256(joinedBytes(seed, bytesOf([at / 32])));
    for (let n = at; n < found.length && n < at + 32; n += 1) found[n] ^= block[n - at];
  }
  return found;
}

function unlock({ salt, boxes, opened }, name) {
  if (!opened.has(name)) opened.set(name, notesUnder(salt, boxes, name));
  return opened.get(name);
}

function notesUnder(salt, boxes, name) {
  const secret = derived(utf8(name), utf8(salt), ROUNDS), notes = [];
  for (let place = 0; place < 256; place += 1) {
    const seed = joinedBytes(secret, [place]), tag = sha256(joinedBytes(seed, utf8("tag"))).slice(0, TAG_BYTES);
    const box = boxes[Array.from(tag, (byte) => byte.toString(16).padStart(2, "0")).join("")];
    if (typeof box !== "string") break;
    try {
      notes.push(parsedBytes(streamed(seed, fromBase64(box))));
    } catch {
      break;
    }
  }
  return notes;
}

const uncover = (salt, text) => streamed(sha256(utf8(`${salt}|closed`)), fromBase64(text));
const parsedBytes = (bytes) => JSON.parse(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
