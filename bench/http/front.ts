import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Answer, NodeClient } from './node-client.ts';

/** What a front offers besides the counter. */
export interface FrontSettings {
  readonly client: NodeClient;
  /** What `GET /stats` answers. */
  readonly stats: () => object;
}

/** The longest body taken, in bytes. */
const bodyBytesMax = 1_024;

/**
 * HTTP in front of one node: `POST /add {"delta":n}`, `GET /read`, `GET /stats`. Connections are
 * kept alive. When a client leaves before its answer nothing is taken back: an add that the node
 * has is counted.
 */
export function createFront({ client, stats }: FrontSettings): Server {
  return createServer((request, response) => {
    const answer = (given: Answer, headers?: Record<string, string>) => respond(response, given, headers);
    const path = (request.url ?? '').split('?')[0]!;
    const method = methods.get(path);
    if (method === undefined) {
      request.resume();
      answer(failed(404, `there is POST /add, GET /read and GET /stats, not ${path.slice(0, 100)}`));
    } else if (request.method !== method) {
      request.resume();
      answer(failed(405, `${path} takes ${method}`), { allow: method });
    } else if (path === '/add') {
      readBody(request, (body) => {
        if (body === undefined) {
          answer(failed(413, `a body has at most ${bodyBytesMax} bytes`), { connection: 'close' });
        } else {
          add(client, body, answer);
        }
      });
    } else {
      request.resume();
      if (path === '/read') {
        client.read(answer);
      } else {
        answer({ status: 200, body: { ...stats() } });
      }
    }
  });
}

const methods: ReadonlyMap<string, string> = new Map([
  ['/add', 'POST'],
  ['/read', 'GET'],
  ['/stats', 'GET'],
]);

function add(client: NodeClient, body: string, answer: (answer: Answer) => void): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    answer(failed(400, 'the body must be JSON such as {"delta":1}'));
    return;
  }
  if (typeof parsed !== 'object' || parsed === null || !('delta' in parsed)) {
    answer(failed(400, 'the body must be an object with a delta, such as {"delta":1}'));
    return;
  }
  client.add(parsed.delta, answer);
}

/**
 * Collects a body; undefined when it is too long. Nothing is called when the client leaves in the
 * middle of it.
 */
function readBody(request: IncomingMessage, done: (body: string | undefined) => void): void {
  const pieces: Buffer[] = [];
  let bytes = 0;
  request.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= bodyBytesMax) {
      pieces.push(piece);
    } else if (bytes - piece.length <= bodyBytesMax) {
      done(undefined);
    }
  });
  request.on('end', () => {
    if (bytes <= bodyBytesMax) {
      done(Buffer.concat(pieces).toString('utf8'));
    }
  });
  // A client that has left needs no answer.
  request.on('error', () => {});
}

function respond(response: ServerResponse, { status, body }: Answer, headers: Record<string, string> = {}): void {
  if (response.destroyed || response.headersSent) {
    return;
  }
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

function failed(status: number, error: string): Answer {
  return { status, body: { error } };
}
