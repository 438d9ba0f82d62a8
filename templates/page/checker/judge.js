// Judge one typed answer: key, part, text -> verdict.

function readKey(data) {
  return data;
}

function check(key, partName, response, given = {}) {
  return { verdict: "INVALID", code: "FMT_EMPTY", score: 0, message: "Not graded yet.", read_as: "" };
}

function howTo(key, partName) {
  return "a number";
}
