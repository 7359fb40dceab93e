import type { MessagePort } from 'node:worker_threads';
import type { LoadMoment, LoadReport, LoadSpec } from './load-spec.ts';

/** What the writing thread is given. */
export interface WriterSetup {
  readonly spec: LoadSpec;
  readonly state: SharedArrayBuffer;
  readonly port: MessagePort;
  /** File that will hold the process id of the node, once it has started. */
  readonly pidFile: string;
}

/** From the reading thread: something to write to the node when its time has come. */
export interface DueLine {
  /** When the request that it answers was read. */
  readonly readMs: number;
  readonly line: string;
}

/** From the writing thread, when all is done: its part of the report. */
export interface WriterReport
  extends Pick<LoadReport, 'sent' | 'sumSent' | 'storeLatencies' | 'blockedShare' | 'problem'> {
  readonly from: LoadMoment;
  readonly to: LoadMoment;
  readonly moments: readonly LoadMoment[];
}
