// Walking through a timeline: what comes after a step is covered, and the step is said below.
// Where a reader is stands in the page, so that it is gone when the cell runs again.

const PACE = 1800; // milliseconds a step, when it plays

export function walk(root, name, to) {
  for (const found of root.querySelectorAll(`[data-walk="${CSS.escape(name)}"]`)) {
    const playing = found.dataset.playing === 'yes';
    found.dataset.playing = 'no';
    if (to === 'play' && !playing) {
      play(found);
    } else if (to !== 'play') {
      show(found, MOVES[to](at(found), steps(found).length));
    }
  }
}

const MOVES = {
  first: () => 1,
  back: (now, all) => Math.max(1, (now ?? all) - 1),
  on: (now, all) => (now === null ? 1 : Math.min(all, now + 1)),
  all: () => null,
};

const steps = found => JSON.parse(found.dataset.steps);
const at = found => (found.dataset.at ? Number(found.dataset.at) : null);

function play(found) {
  found.dataset.playing = 'yes';
  const all = steps(found).length;
  const from = at(found);
  show(found, from === null || from >= all ? 1 : from + 1);
  const next = () => {
    if (!found.isConnected || found.dataset.playing !== 'yes' || at(found) >= all) {
      found.dataset.playing = 'no';
      return;
    }
    show(found, at(found) + 1);
    setTimeout(next, PACE);
  };
  setTimeout(next, PACE);
}

/** Show a timeline as far as a step, or the whole of it. */
function show(found, step) {
  const [end, said] = step === null ? [null, ''] : steps(found)[step - 1];
  found.dataset.at = step ?? '';
  found.querySelector('.course-step').textContent = said;
  const image = found.querySelector('img');
  if (image) {
    image.style.clipPath = end === null ? '' : `inset(0 0 ${100 * (1 - end)}% 0)`;
  } else {
    cover(found.querySelector('pre'), end);
  }
}

/** Leave of a text the lines up to one; its height stays. */
function cover(text, end) {
  found(text).forEach((line, number) => {
    line.style.visibility = end !== null && number >= end ? 'hidden' : '';
  });
}

/** The lines of a text, each in an element of its own. */
function found(text) {
  if (!text.querySelector('.course-line')) {
    const lines = text.textContent.split('\n').map(line => {
      const element = document.createElement('span');
      element.className = 'course-line';
      element.textContent = `${line}\n`;
      return element;
    });
    text.replaceChildren(...lines);
  }
  return [...text.querySelectorAll('.course-line')];
}
