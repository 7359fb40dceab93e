import { closeSync, openSync, readlinkSync, readSync } from 'node:fs';

/** What Go's linker puts at the start of the writable data. Source: Go's debug/buildinfo. */
const magic = Buffer.from('\xff Go buildinf:', 'latin1');

/** How much of the data is searched, as debug/buildinfo does, in bytes. */
const searchedBytes = 65_536;

/** In an ELF program header: the type of a segment that is loaded, the flag of a writable one. */
const loaded = 1;
const writable = 2;

const known = new Map<string, boolean>();

/** Whether a process runs a program that Go's compiler made. */
export function isGoProgram(pid: string): boolean {
  let file: string;
  try {
    file = readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return false;
  }
  const isGo = known.get(file) ?? hasGoMark(`/proc/${pid}/exe`);
  known.set(file, isGo);
  return isGo;
}

function hasGoMark(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const read = (at: number, length: number) => {
        const bytes = Buffer.alloc(length);
        return bytes.subarray(0, readSync(file, bytes, 0, length, at));
      };
      const header = read(0, 64);
      const [tableAt, entryBytes, count] = [
        Number(header.readBigUInt64LE(32)),
        header.readUInt16LE(54),
        header.readUInt16LE(56),
      ];
      const table = read(tableAt, entryBytes * count);
      return Array.from({ length: count }, (_, index) => table.subarray(index * entryBytes)).some(
        (entry) =>
          entry.readUInt32LE(0) === loaded &&
          (entry.readUInt32LE(4) & writable) !== 0 &&
          read(Number(entry.readBigUInt64LE(8)), searchedBytes).includes(magic),
      );
    } finally {
      closeSync(file);
    }
  } catch {
    // No ELF file of 64 bits, or none that may be read.
    return false;
  }
}
