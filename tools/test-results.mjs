/**
 * Reads what the test runners report. Each reader takes the runner's output and a function that parses its result file,
 * and throws when there is none.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Results
 */
import { stripVTControlCharacters } from 'node:util';
import { capabilityRows, passedTitles, untrueRows } from './capability-table.mjs';
import { root } from './house.mjs';

const WHY_LINES = 10;
const WHY_WIDTH = 160;

/** One test for each check: lines `ok   name (1.0 s)` and `FAIL name (1.0 s)`. @returns {Results} */
export function checkResults(log) {
  const lines = log.split('\n');
  const named = (word) =>
    lines.flatMap((line) => new RegExp(`^${word}\\s+(.+) \\([\\d.]+ s\\)$`).exec(line)?.[1] ?? []);
  const failures = named('FAIL');
  return { passed: named('ok').length, failed: failures.length, skipped: 0, failures };
}

/** vitest's JSON. A file that could not be loaded has no tests and counts as one failure. @returns {Results} */
export function vitestResults(_log, readJson) {
  const { testResults } = readJson();
  const results = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const file of testResults) {
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) {
      fail(results, `${shortName(file.name)}: ${firstLine(file.message)}`);
    }
    for (const { status, fullName, failureMessages } of file.assertionResults) {
      count(results, status, `${shortName(file.name)}: ${fullName}`, failureMessages?.[0]);
    }
  }
  return results;
}

/**
 * Like `vitestResults`, and what lib/imap/README.md says of its tests: one more test, which fails for a row whose test did not pass.
 * @returns {Results}
 */
export function unitResults(log, readJson) {
  const results = vitestResults(log, readJson);
  const untrue = untrueRows(capabilityRows(root), passedTitles(readJson()));
  if (untrue.length === 0 && results.passed > 0) count(results, 'passed', 'lib/imap/README.md');
  for (const row of untrue) fail(results, row);
  return results;
}

/** Playwright's JSON. Errors outside of any test (a file that does not load) count as one each. @returns {Results} */
export function playwrightResults(_log, readJson) {
  const { suites, errors } = readJson();
  const results = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const { message } of errors) fail(results, firstLine(message));
  const visit = (suite) => {
    for (const spec of suite.specs ?? []) {
      for (const { status, results: runs } of spec.tests) {
        const plain = { expected: 'passed', unexpected: 'failed', flaky: 'failed', skipped: 'skipped' }[
          status
        ];
        const why = runs.flatMap((run) => run.errors.map(({ message }) => message)).join('\n');
        count(results, plain, `${spec.file}: ${spec.title}`, why);
      }
    }
    for (const child of suite.suites ?? []) visit(child);
  };
  for (const suite of suites) visit(suite);
  return results;
}

/** The smoke runners' own JSON: `{ tests: [{ name, status }] }`. @returns {Results} */
export function smokeResults(_log, readJson) {
  const results = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const { name, status } of readJson().tests) count(results, status, name);
  return results;
}

function count(results, status, name, why) {
  if (status === 'passed') results.passed += 1;
  else if (status === 'skipped' || status === 'pending' || status === 'todo') results.skipped += 1;
  else fail(results, name, why);
}

/** With the beginning of the reason: the end of a long log is often all there is to read. */
function fail(results, name, why = '') {
  const lines = stripVTControlCharacters(why)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, WHY_LINES);
  results.failed += 1;
  results.failures.push([name, ...lines.map((line) => `    ${line.slice(0, WHY_WIDTH)}`)].join('\n'));
}

const firstLine = (text) => (text ?? '').trim().split('\n', 1)[0] ?? '';

const shortName = (path) => path.slice(Math.max(0, path.indexOf('tests/')));
