import type { PageCell, SeenText } from '../page-data.ts';

/** All that is known of a cell, for the place below the table. */
export function cellDetails(cell: PageCell): readonly HTMLElement[] {
  const facts = element('dl');
  for (const [name, figure] of cell.facts) {
    const fact = element('div');
    fact.append(element('dt', name), element('dd', figure));
    facts.append(fact);
  }
  const list = element('ul');
  const told = new Set<number>();
  for (const seen of [...cell.failures, ...cell.breaches]) {
    list.append(seenItem(seen, !told.has(seen.seed)));
    told.add(seen.seed);
  }
  return [element('h3', cell.title), element('p', cell.claim, 'soft'), facts, list];
}

function seenItem({ name, share, meaning, seed, command, explain }: SeenText, isNew: boolean): HTMLElement {
  const item = element('li');
  const shows = `: ${meaning}. Seed ${seed} shows it${isNew ? ':' : ' too.'}`;
  item.append(element('b', `${share} ${name}`), shows);
  if (isNew) {
    item.append(commandLine(command, 'Copy the command that repeats it'));
    item.append(commandLine(explain, 'Copy the command that draws it'));
  }
  return item;
}

function commandLine(command: string, label: string): HTMLElement {
  const line = element('div', undefined, 'command');
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.textContent = 'copy';
  copy.setAttribute('aria-label', label);
  const code = element('code', command);
  copy.addEventListener('click', () => copyText(command, copy, code));
  line.append(copy, code);
  return line;
}

async function copyText(text: string, button: HTMLElement, shown: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'copied';
    setTimeout(() => {
      button.textContent = 'copy';
    }, 1500);
  } catch {
    // Not allowed here: at least it is selected.
    getSelection()?.selectAllChildren(shown);
  }
}

function element(name: string, text?: string, className?: string): HTMLElement {
  const made = document.createElement(name);
  if (text !== undefined) {
    made.textContent = text;
  }
  if (className !== undefined) {
    made.className = className;
  }
  return made;
}
