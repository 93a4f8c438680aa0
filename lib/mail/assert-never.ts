/** Ends a switch over a union: the compiler says which member is missing, a wrong value at run time throws. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
