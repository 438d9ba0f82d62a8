// Read the parts of a sealed key: what the question shows, what is covered, and the boxes.

function readSealedPart(given, common, salt, texts) {
  const closed = given.closed ? parsedBytes(uncover(salt, given.closed)) : {}, { kind } = common;
  for (const [code, number] of Object.entries(closed.messages || {})) common.messages.set(code, texts[number]);
  const secret = { salt, boxes: given.boxes, texts, opened: new Map() }, carried = readCarried(closed.carried);
  const options = (given.options || given.items || []).map(([name, words]) => ({ name, words }));
  if (NUMBERS.includes(kind)) {
    const tolerance = secret.tolerance = toleranceOf(given.tolerance);
    return { common, asked: readAsked(given, common), tolerance, secret, digits: readDigits(given), signIsRatio: given.sign_is_ratio, carried };
  }
  if (kind === "direction") return { common, options: withUsualWords(options), secret, carried };
  if (kind === "ranking") return { common, items: options, secret, sign: given.sign || ">", partial: given.partial };
  if (kind !== "formula") return { common, options, secret, carried };
  const { names, sampled: points, symbol, relative = 1e-6 } = given;
  return { common, ranges: new Map(Object.entries(names)), points, secret, symbols: listOf(symbol), relative };
}
