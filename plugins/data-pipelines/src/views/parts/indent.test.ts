import { failedRun, succeededRun } from 'backstage-plugin-data-pipelines-common/fixtures';
import { indent } from './indent';

describe('indenting JSON', () => {
  it.each([
    succeededRun.input!,
    succeededRun.output!,
    failedRun.error!.cause!,
    '{"a":{},"b":[],"c":[{"d":[[1,2],null]},true],"":"x"}',
    ' [ 1 , { "a" : [ ] , "b" : { } } ] ',
    '"{\\"a\\": [1, 2]}, \\\\"',
    '{"a\\\\":"\\u0063af\\u00e9 \\/ \\n\\ud800"}',
    'null',
    `["${'x'.repeat(200_000)}"]`,
    `${'['.repeat(500)}${']'.repeat(500)}`,
  ])('writes as everybody does (%#)', text =>
    expect(indent(text)).toBe(JSON.stringify(JSON.parse(text), null, 2)),
  );

  it('keeps each number as it was written, and each of two fields of one name', () => {
    expect(indent('{"id":9007199254740993,"id":-0,"of":[1.0,12E400,0.10]}')).toBe(
      '{\n  "id": 9007199254740993,\n  "id": -0,\n  "of": [\n    1.0,\n    12E400,\n    0.10\n  ]\n}',
    );
  });

  it.each(['', 'no details', '{"a":1', '{"a":1,}', '1 2'])('leaves what is no JSON: %s', text =>
    expect(indent(text)).toBeUndefined(),
  );
});
