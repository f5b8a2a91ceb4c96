// Prints "passed failed skipped" of a report: jest's JSON or JUnit's XML.
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2], 'utf8');
console.log((text.startsWith('{') ? ofJest(JSON.parse(text)) : ofJunit(text)).join(' '));

function ofJest(report) {
  return [
    report.numPassedTests,
    // A suite that could not be loaded has no tests to count, yet it failed.
    report.numFailedTests + report.numRuntimeErrorTestSuites,
    report.numPendingTests + report.numTodoTests,
  ];
}

function ofJunit(xml) {
  const cases = xml.split('<testcase').slice(1);
  const failed = cases.filter(c => /<(failure|error)\b/.test(c)).length;
  const skipped = cases.filter(c => /<skipped\b/.test(c)).length;
  return [cases.length - failed - skipped, failed, skipped];
}
