// Read the parts of an open key that are answered with a formula.

function readFormulaPart(given, common) {
  const ranges = new Map(Object.entries(given.names)), node = readTree(given.formula, ranges)[0], points = pointsFor(node, ranges);
  const variants = [{ ...given, code: KEY }, ...(given.mistakes || [])].map(({ code, formula, message, credit = 0 }) => {
    const tree = readTree(formula, ranges)[0], values = points.map((number) => valueAt(tree, ranges, number));
    return { code: code === KEY ? KEY : mistakeCode(code), values, message, credit };
  });
  const { relative = 1e-6 } = given.tolerance || {};
  return { common, ranges, points, secret: { variants }, symbols: listOf(given.symbol), relative };
}
