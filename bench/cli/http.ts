import { join } from 'node:path';
import { ProcessCluster } from '../cluster/process-cluster.ts';
import { HttpCluster } from '../http/http-cluster.ts';
import { type HttpOptions, parseHttpCommand } from '../http/options.ts';
import { makeStoreDirectory } from './store-directory.ts';

/** `npm run http`: nodes behind HTTP until it is told to stop. */

const command = parseHttpCommand(process.argv.slice(2));
if (command.kind === 'help') {
  process.stdout.write(command.text);
} else if (command.kind === 'error') {
  process.stderr.write(`${command.message}\n`);
  process.exitCode = 2;
} else {
  await start(command.options);
}

async function start({ node, nodeCount, port, roundTripMs, store }: HttpOptions): Promise<void> {
  const directory = makeStoreDirectory(store, 'http', new Date().toISOString());
  const cluster = new ProcessCluster({
    bin: node.command,
    args: node.args,
    logDirectory: join(directory, 'node-logs'),
  });
  // Whatever ends this process, no node outlives it.
  process.on('exit', () => cluster.killAll());
  const fronts = new HttpCluster({
    cluster,
    nodeCount,
    port,
    roundTripMs,
    crashed: (id, lastStderr) => {
      process.stderr.write(`Node ${id} ended: ${lastStderr.slice(-500)}\n`);
      process.exitCode = 1;
    },
  });
  const stop = () => {
    fronts.stop();
    // A node leaves when its stdin ends; one that doesn't is not waited for.
    setTimeout(() => process.exit(), 1_000).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, stop);
  }
  try {
    const ports = await fronts.start();
    ports.forEach((each, i) => {
      process.stdout.write(`n${i} http://127.0.0.1:${each}\n`);
    });
    process.stdout.write('ready\n');
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
    stop();
  }
}
