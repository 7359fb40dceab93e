import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** Collects all garbage now, so that what nobody refers to is gone. */
export const collectGarbage = runInNewContext('gc') as () => void;
