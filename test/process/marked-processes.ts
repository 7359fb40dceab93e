import { execFileSync } from 'node:child_process';

/** Lines of `ps` of the processes that have this text in their command line, this one left out. */
export function processesMarked(mark: string): string[] {
  // Zombies have no command line, so an orphan that nobody has looked at yet isn't among them.
  return execFileSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(mark) && Number.parseInt(line, 10) !== process.pid);
}
