import { casLoop } from './cas-loop.ts';
import { casLoopIdentityCas } from './cas-loop-identity-cas.ts';
import type { Design } from './design.ts';
import { gossipCrdt } from './gossip-crdt.ts';
import { jsonParse } from './json-parse.ts';
import { localBatching } from './local-batching.ts';
import { ownerAnswers } from './owner-answers.ts';
import { perNodeKeys } from './per-node-keys.ts';
import { perNodeKeysDoubleRead } from './per-node-keys-double-read.ts';
import { perNodeKeysUniqueWrite } from './per-node-keys-unique-write.ts';
import { readModifyWrite } from './read-modify-write.ts';
import { sluiceCas } from './sluice-cas.ts';
import { sluicePerKey } from './sluice-per-key.ts';

/** Every design there is, from the simplest to ours, by name. */
export const designs: ReadonlyMap<string, Design> = new Map(
  [
    readModifyWrite,
    casLoop,
    casLoopIdentityCas,
    perNodeKeys,
    perNodeKeysDoubleRead,
    perNodeKeysUniqueWrite,
    ownerAnswers,
    gossipCrdt,
    localBatching,
    jsonParse,
    sluicePerKey,
    sluiceCas,
  ].map((design) => [design.name, design]),
);
