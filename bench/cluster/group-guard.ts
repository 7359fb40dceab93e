import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Reads `+ GROUP` and `- GROUP`, and at the end of its input kills the process groups that were
 * added and not taken away.
 */
const script = `
groups=
while read -r sign group; do
  if [ "$sign" = + ]; then
    groups="$groups $group"
  else
    kept=
    for each in $groups; do [ "$each" = "$group" ] || kept="$kept $each"; done
    groups=$kept
  fi
done
for each in $groups; do kill -s KILL -- "-$each" 2>/dev/null; done
`;

/**
 * A shell that outlives the workbench by a moment and kills the nodes it left behind, should it be
 * killed (SIGKILL, out of memory) before it could do so itself. Its only tie is its stdin, which
 * ends with the workbench, however that ends.
 */
export class GroupGuard {
  readonly #shell: ChildProcess;

  constructor() {
    // A session of its own: Ctrl-C in the terminal must not end it before the workbench.
    this.#shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    // Without it a run works all the same.
    this.#shell.on('error', () => {});
    this.#shell.stdin?.on('error', () => {});
    this.#shell.unref();
    (this.#shell.stdin as unknown as { unref(): void } | null)?.unref();
  }

  readonly add = (group: number): void => {
    this.#shell.stdin?.write(`+ ${group}\n`);
  };

  readonly remove = (group: number): void => {
    this.#shell.stdin?.write(`- ${group}\n`);
  };
}
