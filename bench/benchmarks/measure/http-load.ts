import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { workbenchFile } from '../../built-files.ts';
import type { ClusterStats } from '../../http/http-cluster.ts';

/** What autocannon saw of a cluster behind HTTP. */
export interface HttpLoad {
  readonly requestsPerSecond: number;
  /** Of the slowest node. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly kvPerRequest: number;
  /** The share of requests that ended in an error. */
  readonly failedShare: number;
  /** Adds that the nodes acknowledged, in all. */
  readonly acknowledged: number;
  /** Adds that ended in doubt. */
  readonly inDoubt: number;
  /** Those of them that autocannon knows of. */
  readonly heard: number;
  /** What a read answered at the end. */
  readonly counter: number;
}

/** After this time, in milliseconds, every node measured here makes a new refresh for a read. */
const staleMsMax = 150;

/** Runs a cluster behind HTTP, with these arguments, under this many connections in all. */
export async function httpLoad(
  args: readonly string[],
  connections: number,
  seconds: number,
  warmUpSeconds: number,
): Promise<HttpLoad> {
  const store = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const host = spawn(process.execPath, [workbenchFile, 'http', '--port', '0', '--out', store, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(host, 'exit');
  try {
    const urls: string[] = [];
    for await (const line of createInterface({ input: host.stdout })) {
      if (line === 'ready') {
        break;
      }
      urls.push(line.split(' ')[1]!);
    }
    if (urls.length === 0) {
      throw new Error('the HTTP front did not start');
    }
    return await load(urls, connections, seconds, warmUpSeconds);
  } finally {
    host.kill('SIGTERM');
    await ended;
    rmSync(store, { recursive: true, force: true });
  }
}

async function load(
  urls: readonly string[],
  connections: number,
  seconds: number,
  warmUpSeconds: number,
): Promise<HttpLoad> {
  const each = Math.max(1, Math.round(connections / urls.length));
  if (warmUpSeconds > 0) {
    await Promise.all(urls.map((url) => cannon(url, each, warmUpSeconds)));
  }
  const before = await stats(urls[0]!);
  const shots = await Promise.all(urls.map((url) => cannon(url, each, seconds)));
  const during = await stats(urls[0]!);
  const settled = await allAnswered(urls[0]!);
  await pause(staleMsMax);
  const counter = (await json<{ value: number }>(`${urls.at(-1)}/read`)).value;
  const sum = (value: (shot: Shot) => number) => shots.reduce((total, shot) => total + value(shot), 0);
  const requests = sum(({ requests: count }) => count);
  return {
    requestsPerSecond: sum((shot) => shot.requests / shot.seconds),
    p50Ms: Math.max(...shots.map(({ p50Ms }) => p50Ms)),
    p99Ms: Math.max(...shots.map(({ p99Ms }) => p99Ms)),
    kvPerRequest: (during.kvRoundTrips - before.kvRoundTrips) / Math.max(1, answered(during) - answered(before)),
    failedShare: sum(({ failed }) => failed) / Math.max(1, requests),
    acknowledged: settled.deltaAcknowledged,
    inDoubt: settled.deltaInDoubt,
    heard: sum(({ adds }) => adds),
    counter,
  };
}

interface Shot {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
  /** Adds answered with success. */
  readonly adds: number;
}

async function cannon(url: string, connections: number, seconds: number): Promise<Shot> {
  const { default: autocannon } = await import('autocannon');
  let adds = 0;
  const read = { method: 'GET', path: '/read' } as const;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        path: '/add',
        headers: { 'content-type': 'application/json' },
        body: '{"delta":1}',
        onResponse: (status) => {
          if (status === 200) {
            adds += 1;
          }
        },
      },
      read,
      read,
    ],
  });
  return {
    requests: result.requests.total,
    seconds: result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
    adds,
  };
}

function answered({ addsAcknowledged, readsAnswered }: ClusterStats): number {
  return addsAcknowledged + readsAnswered;
}

async function stats(url: string): Promise<ClusterStats> {
  return json(`${url}/stats`);
}

/** Waits until no request is open: those that autocannon gave up are still open in the nodes. */
async function allAnswered(url: string): Promise<ClusterStats> {
  for (let tries = 0; ; tries += 1) {
    const now = await stats(url);
    if (now.open === 0 || tries === 200) {
      return now;
    }
    await pause(50);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function json<T>(url: string): Promise<T> {
  const response = await fetch(url);
  return (await response.json()) as T;
}
