/**
 * Runs `act` as under `node --disallow-code-generation-from-strings`, as far as `new Function`
 * goes.
 */
export function withoutCodeGeneration(act: () => void): void {
  const allowed = globalThis.Function;
  globalThis.Function = class {
    constructor() {
      throw new EvalError('Code generation from strings disallowed for this context');
    }
  } as unknown as FunctionConstructor;
  try {
    act();
  } finally {
    globalThis.Function = allowed;
  }
}
