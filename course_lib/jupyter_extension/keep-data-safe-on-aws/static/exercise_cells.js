// The cells of an exercise: nbgrader's ids name them. A notebook of another origin is read by its text instead.

function cells(notebook) {
  return notebook.widgets.filter(cell => cell.model.type === 'code');
}

function gradeId(cell) {
  return cell.model.getMetadata('nbgrader')?.grade_id;
}

export function source(cell) {
  return cell.model.sharedModel.getSource();
}

/** The cell whose output is the report. */
export function checkCell(notebook, exercise) {
  const asks = new RegExp(`^check\\(["']?${exercise}["']?\\)`, 'm');
  const found = cells(notebook);
  return found.find(cell => gradeId(cell) === exercise) ?? found.find(cell => asks.test(source(cell)));
}

/** The cells in which the learner writes. */
export function solutionCells(notebook, exercise) {
  const found = cells(notebook);
  const graded = found.filter(cell => gradeId(cell) === `${exercise}_solution`);
  if (graded.length) {
    return graded;
  }
  const defines = new RegExp(`^(async\\s+)?def\\s+${exercise}\\b|^${exercise}\\s*=[^=]`, 'm');
  return found.filter(cell => defines.test(source(cell)));
}

/** The cell that opens the lab. */
export function labCell(notebook) {
  return cells(notebook).find(cell => /\bopen_lab\(\s*["']/.test(source(cell)));
}

/** The exercise that a cell checks, or undefined. */
export function checkedBy(cell) {
  return cell.model.type === 'code' ? /^check\(["'](\w+)["']\)/m.exec(source(cell))?.[1] : undefined;
}

/** The cells with this tag. */
export function tagged(notebook, tag) {
  return cells(notebook).filter(cell => (cell.model.getMetadata('tags') ?? []).includes(tag));
}

/** The cell that calls this function without arguments. */
export function asks(notebook, name) {
  return cells(notebook).find(cell => source(cell).includes(`${name}()`));
}
