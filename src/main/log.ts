/** Writes one structured line to stderr; `detail` must be JSON. */
export type Log = (event: string, detail?: Record<string, unknown>) => void;

/**
 * A log that says each event at most `timesMax` times, so that no input can fill a disk: Maelstrom
 * writes every stderr line of a node to its log file, one flush each.
 */
export function boundedLog(write: (line: string) => void, timesMax = 5): Log {
  const times = new Map<string, number>();
  return (event, detail) => {
    const said = (times.get(event) ?? 0) + 1;
    times.set(event, said);
    if (said > timesMax) {
      return;
    }
    const last = said === timesMax ? { note: 'said often enough; counted only from now on' } : undefined;
    write(`${JSON.stringify({ event, ...detail, ...last })}\n`);
  };
}

/** The beginning of a value as JSON, for the log; whatever the value is, it never throws. */
export function show(value: unknown): string {
  try {
    return JSON.stringify(value)?.slice(0, 128) ?? 'nothing';
  } catch {
    return 'a value nested too deep to show';
  }
}
