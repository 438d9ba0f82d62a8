// Number the cells of fixed grids on the number line: value -> names of cells.

function gridFor({ relative, absolute, decades }) {
  const ratio = decades ? 4 * decades * Math.log(10) : relative ? 2 * Math.log((1 + relative) / (1 - relative)) : 0;
  return { ratio, width: 4 * absolute };
}

function cellsAt({ ratio, width }, value, reach = 0) {
  const found = [];
  if (ratio && value === 0) found.push("R0");
  else if (ratio) found.push(...cellNumbers(Math.log(Math.abs(value)) / ratio, reach).map((number) => `R${value > 0 ? "+" : "-"}${number}`));
  if (width && Number.isFinite(value / width)) found.push(...cellNumbers(value / width, reach).map((number) => `A${number}`));
  return found;
}

// Whole numbers of any size; a place near a border belongs to both sides.
function cellNumbers(place, reach) {
  const margin = Math.min(0.25, CELL_BORDER * Math.max(1, Math.abs(place) * 1e-3));
  const [first, last] = [place - margin, place + margin].map((end) => BigInt(Math.floor(end)));
  const size = Number(last - first) + 2 * reach + 1;
  return Array.from({ length: size }, (_, n) => first + BigInt(n - reach));
}
