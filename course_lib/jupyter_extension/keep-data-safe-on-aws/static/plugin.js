// The course's commands, and what it adds to a notebook's page. Whatever is done here can also be typed.

import * as cells from './exercise_cells.js';
import { ask, python, tell } from './kernel.js';
import { walk } from './walk.js';

const COURSE = "__import__('importlib').import_module('course_lib.cells')";

export function plugin({ notebook: { INotebookTracker, NotebookActions } }) {
  return {
    id: 'keep-data-safe-on-aws:plugin',
    description: 'Buttons and commands of the course.',
    autoStart: true,
    requires: [INotebookTracker],
    activate(app, tracker) {
      const course = new Course(tracker, NotebookActions, app.commands);
      for (const [name, { label, run }] of Object.entries(COMMANDS)) {
        app.commands.addCommand(`course:${name}`, {
          label,
          execute: given => course.inNotebook(panel => run(course, panel, given)),
        });
      }
      NotebookActions.executionScheduled.connect((_, { notebook, cell }) => course.beforeRun(notebook, cell));
      tracker.currentChanged.connect((_, panel) => void course.refresh(panel));
      void app.restored.then(() => course.refresh(tracker.currentWidget));
      document.body.classList.add('course-here');
      new MutationObserver(nameSliders).observe(document.body, { childList: true, subtree: true });
    },
  };
}

/** ipywidgets writes a slider's name beside it, where a screen reader does not look. */
function nameSliders() {
  for (const handle of document.querySelectorAll('.noUi-handle:not([aria-label])')) {
    const name = handle.closest('.jupyter-widgets')?.querySelector('label')?.textContent;
    if (name) {
      handle.setAttribute('aria-label', name);
    }
  }
}

const COMMANDS = {
  check: {
    label: 'Course: run my cell and check it',
    run: (course, panel, { exercise }) => course.check(panel, exercise),
  },
  answer: {
    label: 'Course: answer a question',
    run: (course, panel, { exercise, answer }) => course.answer(panel, exercise, answer),
  },
  reply: {
    label: 'Course: answer a question of the review or the mock exam',
    run: (course, panel, { to, answer }) => course.reply(panel, to, answer),
  },
  mark: {
    label: 'Course: choose an option in the review or the mock exam, or leave it out',
    run: (course, panel, { to, letter }) => course.mark(panel, to, letter),
  },
  choose: {
    label: 'Course: choose an option of a question, or leave it out',
    run: (course, panel, { exercise, letter }) => course.choose(panel, exercise, letter),
  },
  go: {
    label: 'Course: go to an exercise',
    run: (course, panel, { lesson, exercise }) => course.go(lesson, exercise),
  },
  'open-page': {
    label: 'Course: open a feedback page',
    run: (course, panel, { path }) => course.openPage(path),
  },
  walk: {
    label: 'Course: walk through a timeline',
    run: (course, panel, { walk: name, to }) => walk(panel.node, name, to),
  },
  solution: {
    label: 'Course: show the solution',
    run: (course, panel, { exercise }) => course.askBelow(panel, exercise, 'solution'),
  },
  sent: {
    label: 'Course: what did my code send?',
    run: (course, panel, { exercise }) => course.askBelow(panel, exercise, 'sent'),
  },
  submit: {
    label: 'Course: submit the lesson',
    run: (course, panel, { exercise }) => course.submit(panel, exercise),
  },
  'reset-exercise': {
    label: 'Course: start an exercise over',
    run: (course, panel, { exercise }) => course.resetExercise(panel, exercise),
  },
};

class Course {
  constructor(tracker, actions, commands) {
    this.tracker = tracker;
    this.actions = actions;
    this.commands = commands;
  }

  async inNotebook(run) {
    const panel = this.tracker.currentWidget;
    if (panel) {
      await panel.sessionContext.ready;
      await run(panel);
    }
  }

  /** A page that shows progress shows it as it is now, each time the learner comes to it. */
  async refresh(panel) {
    await panel?.context.ready;
    await panel?.sessionContext.ready;
    if (panel && panel === this.tracker.currentWidget) {
      await this.run(panel, ...cells.tagged(panel.content, 'course-progress'));
    }
  }

  /** Run cells one after the other, also when one of them fails. */
  async run(panel, ...found) {
    for (const cell of found.filter(Boolean)) {
      await this.actions.runCells(panel.content, [cell], panel.sessionContext);
    }
  }

  async openLab(panel) {
    if (!(await ask(panel, `${COURSE}.lab_is_open()`))) {
      await this.run(panel, cells.labCell(panel.content));
    }
  }

  async check(panel, exercise) {
    await this.openLab(panel);
    const check = cells.checkCell(panel.content, exercise);
    await this.run(panel, ...cells.solutionCells(panel.content, exercise), check);
    await this.show(panel, check, 'start');
  }

  async answer(panel, exercise, answer) {
    this.write(panel, exercise, answer);
    await this.check(panel, exercise);
  }

  /** Take an answer without a cell of its own, and show the next question where this one was asked. */
  async reply(panel, to, answer) {
    await this.tellAsker(panel, to, `course_lib.${to}`, `reply(${JSON.stringify(answer)})`);
  }

  /** Choose an option, or leave it out; the question is shown again with what is chosen. */
  async mark(panel, to, letter) {
    await this.tellAsker(panel, to, 'course_lib.choosing', `choose(${JSON.stringify(to)}, ${JSON.stringify(letter)})`);
  }

  /** Call a function of a module, then run the cell that asks. */
  async tellAsker(panel, to, module, call) {
    await tell(panel, `__import__('importlib').import_module('${module}').${call}`);
    const cell = cells.asks(panel.content, to);
    await this.run(panel, cell);
    await this.show(panel, cell, 'start');
  }

  /** Put a letter into the answer, or take it out. */
  async choose(panel, exercise, letter) {
    const cell = this.write(panel, exercise, chosen => {
      const others = chosen.filter(each => each !== letter);
      return (others.length < chosen.length ? others : [...chosen, letter].sort()).join(', ');
    });
    await this.show(panel, cell);
  }

  /** Write an answer into its cell; the comments above it stay. */
  write(panel, exercise, answer) {
    const [cell] = cells.solutionCells(panel.content, exercise);
    const lines = cells.source(cell).split('\n');
    const comments = lines.filter(line => line.startsWith('#'));
    if (typeof answer === 'function') {
      const now = lines.find(line => line.startsWith(`${exercise} =`)) ?? '';
      answer = answer(/"([A-Z, ]*)"/.exec(now)?.[1].match(/[A-Z]/g) ?? []);
    }
    cell.model.sharedModel.setSource([...comments, `${exercise} = ${JSON.stringify(answer)}`].join('\n'));
    return cell;
  }

  async go(lesson, exercise) {
    const panel = await this.commands.execute('docmanager:open', { path: `${lesson}/${lesson}.ipynb` });
    await panel.context.ready;
    await panel.revealed;
    const [cell] = cells.solutionCells(panel.content, exercise);
    if (cell) {
      panel.content.activeCellIndex = panel.content.widgets.indexOf(cell);
      await this.show(panel, cell, 'start');
    }
  }

  async openPage(path) {
    await this.commands.execute('docmanager:open', { path, factory: 'HTML Viewer' });
  }

  /** Run `function("exercise")` in a cell below the check's, a new one unless it is there already. */
  async askBelow(panel, exercise, name) {
    await this.openLab(panel);
    const text = `from course_lib import ${name}\n\n${name}(${JSON.stringify(exercise)})`;
    await this.runBelow(panel, exercise, text);
  }

  async runBelow(panel, exercise, text) {
    const notebook = panel.content;
    const check = cells.checkCell(notebook, exercise);
    const index = notebook.widgets.indexOf(check) + 1;
    const asked = notebook.widgets.slice(index, index + 4).find(cell => cells.source(cell) === text);
    if (!asked) {
      const metadata = { tags: ['course-asked'] };
      notebook.model.sharedModel.insertCell(index, { cell_type: 'code', source: text, metadata });
    }
    const cell = asked ?? notebook.widgets[index];
    await this.run(panel, cell);
    await this.show(panel, cell);
  }

  async submit(panel, exercise) {
    await panel.context.save();
    await this.openLab(panel);
    await this.runBelow(panel, exercise, 'from course_lib import submit\n\nsubmit()');
  }

  /** Put the stub back; the kernel keeps what stood there in a file. */
  async resetExercise(panel, exercise) {
    await this.openLab(panel);
    for (const cell of cells.solutionCells(panel.content, exercise)) {
      const given = python({ exercise, written: cells.source(cell) });
      const stub = await ask(panel, `__import__('importlib').import_module('course_lib.anew').begin_anew(**${given})`);
      if (stub) {
        cell.model.sharedModel.setSource(stub);
        await this.show(panel, cell);
      }
    }
  }

  async show(panel, cell, where = 'smart') {
    if (cell) {
      await panel.content.scrollToCell(cell, where);
    }
  }

  /** Before a check runs, tell the kernel what stands in the learner's cell: it may not be what ran. */
  beforeRun(notebook, cell) {
    const exercise = cells.checkedBy(cell);
    const panel = this.tracker.find(found => found.content === notebook);
    if (!exercise || !panel) {
      return;
    }
    cell.outputArea?.node.setAttribute('aria-live', 'polite');
    const shown = Object.fromEntries(
      cells.solutionCells(notebook, exercise).map(found => [found.model.id, cells.source(found)]),
    );
    void tell(panel, `${COURSE}.shown(${JSON.stringify(JSON.stringify(shown))})`);
  }
}
