// Turn a value and its tolerance into the window that accepts: exact decimal edges, both ends included.

const KEY = "KEY";
const toleranceOf = ({ relative = 0, absolute = 0, decades = 0 }) => ({ relative, absolute, decades });
const foreignTolerance = ({ relative }) => toleranceOf({ relative: relative || FOREIGN_RELATIVE });

function windowAt(code, value, tolerance, message = "", credit = 0) {
  const [low, high] = edges(value, tolerance);
  const isNearKnown = !tolerance.decades && tolerance.relative <= WIDEST_FOR_NEAR;
  const [nearLow, nearHigh] = isNearKnown ? edges(value, tolerance, "3") : [low, high];
  return { code, value, low, high, nearLow, nearHigh, message, credit };
}

function intervalWindow(low, high, { absolute }) {
  const ends = { low, high, nearLow: low - 2 * absolute, nearHigh: high + 2 * absolute };
  return { code: KEY, value: (low + high) / 2, ...ends, message: "", credit: 0 };
}

// Half the width of an interval, rounded up to 1, 2 or 5.
function intervalTolerance(low, high) {
  const half = over(minus(ofFloat(high), ofFloat(low)), decimal("2"));
  const steps = [1n, 2n, 5n, 10n].map((digits) => ({ negative: false, digits, exponent: adjusted(half) }));
  return toleranceOf({ absolute: asFloat(steps.find((step) => compared(step, half) >= 0)) });
}

function edges(value, tolerance, count = "1") {
  if (tolerance.decades) {
    const factor = 10 ** (tolerance.decades * Number(count)), ends = [value / factor, value * factor];
    return [Math.min(...ends), Math.max(...ends)];
  }
  const centre = ofFloat(value), share = times(magnitude(centre), ofFloat(tolerance.relative));
  const distance = ofFloat(tolerance.absolute), half = times(compared(distance, share) > 0 ? distance : share, decimal(count));
  return [tidy(minus(centre, half), half), tidy(plus(centre, half), half)];
}

// Round an edge to twelve digits where that moves it by less than a millionth of the window.
function tidy(edge, half) {
  const short = rounded(edge, 12), moved = times(magnitude(minus(short, edge)), decimal("1e6"));
  return asFloat(compared(moved, half) <= 0 ? short : edge);
}

const isNarrow = ({ low, high, value }) => high - low <= 0.2 * Math.abs(value) && low * high > 0;
