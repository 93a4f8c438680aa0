export interface Row {
  readonly capability: string;
  readonly rfc: string;
  readonly what: string;
  readonly word: string;
  readonly source: string | null;
  readonly testFile: string;
  readonly testName: string;
}

interface VitestResults {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

export function capabilityRows(root: string): readonly Row[];
export function untrueRows(
  rows: readonly Row[],
  passed: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[];
export function passedTitles(results: VitestResults): ReadonlyMap<string, ReadonlySet<string>>;
