/** A number of things in words, with commas between its thousands: `1 node`, `1,200 clients`. */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;
}
