#!/usr/bin/env node
import { boundedLog } from '../../src/main/log.ts';
import { Output } from '../../src/main/maelstrom/output.ts';
import { realEnvironment } from '../real-environment.ts';
import { type DesignCommand, parseDesignCommand } from './command.ts';

/** A design as a process: stdio around its node. */

/** Input is held back while this many bytes of output wait to be taken. */
const backlogBytesMax = 4 * 1024 * 1024;
/** What one read of stdin can bring at most: Node reads pipes into buffers of this size. */
const readBytesMax = 65_536;

function run({ design, service }: DesignCommand & { readonly kind: 'run' }): void {
  const { stdin } = process;
  const { stdout } = process;
  const output = new Output({
    stream: stdout,
    nowMs: () => performance.now(),
    onTaken: () => stdin.resume(),
    onDropped: () => {},
  });
  const node = design.start({
    environment: realEnvironment(Math.random),
    write: (lines) => output.write(lines),
    service,
    log: boundedLog((line) => void process.stderr.write(line)),
  });
  const leave = () => output.end(() => process.exit(0));
  stdin.on('data', (bytes: Buffer) => {
    node.receive(bytes, bytes.length >= readBytesMax);
    if (output.bytes > backlogBytesMax) {
      stdin.pause();
    }
  });
  stdin.on('end', () => node.end(leave));
  // Nobody reads what this node says: there is nothing left to do, and nobody to tell.
  stdout.on('error', () => process.exit(1));
}

const command = parseDesignCommand(process.argv.slice(2));
if (command.kind === 'run') {
  run(command);
} else if (command.kind === 'help') {
  process.stdout.write(command.text);
} else {
  process.stderr.write(`${command.message}\n`);
  process.exitCode = 2;
}
