// Asking the notebook's kernel without a cell. Nothing of it is shown, numbered or kept in the history.

function kernelOf(panel) {
  return panel.sessionContext.session?.kernel;
}

/** Run Python code, unseen. */
export function tell(panel, code) {
  return kernelOf(panel)?.requestExecute({ code, silent: true, store_history: false, stop_on_error: false }, true).done;
}

/** The value of a Python expression that is a str, or undefined when it fails. */
export async function ask(panel, expression) {
  const future = kernelOf(panel)?.requestExecute(
    { code: '', silent: true, store_history: false, user_expressions: { it: `__import__('json').dumps(${expression})` } },
    true,
  );
  const answer = (await future?.done)?.content.user_expressions?.it;
  return answer?.status === 'ok' ? JSON.parse(fromRepr(answer.data['text/plain'])) : undefined;
}

/** The text that a Python string literal stands for, as far as JSON needs it. */
function fromRepr(literal) {
  return literal.slice(1, -1).replace(/\\(['"\\])/g, '$1');
}

/** A value as a Python expression. */
export function python(value) {
  return `__import__('json').loads(${JSON.stringify(JSON.stringify(value))})`;
}
