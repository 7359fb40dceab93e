import { getSystemErrorMap } from 'node:util';

/** What a failed call of the system says, in its own words: `no space left on device`. */
export function failureText(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  const [, text] = (errno !== undefined && getSystemErrorMap().get(errno)) || [];
  return text ?? message;
}
