import { withDefaults } from './defaults';
import { parseSchema } from './simpleSchema';
import { validate } from './validate';

const TYPES = {
  Size: {
    cores: 'integer | default=1 minimum=1 maximum=4',
    memory: 'string | default="1g" pattern="^[0-9]+[mg]$"',
  },
  Place: { region: 'string | required=true enum="eu-west-1,us-east-1"' },
  Word: 'string | pattern="^[a-z|]+$"',
};
const schema = parseSchema(
  {
    place: 'Place | required=true description="Where."',
    size: 'Size | validation="self.cores < 4 || self.memory == \\"8g\\""',
    words: '[]Word | default=[] maxItems=2 uniqueItems=true',
    conf: 'map[string]Word | default={}',
    note: 'string | maxLength=3',
    on: 'boolean | default=true',
  },
  TYPES,
  'spec',
);
const problems = (value: object) =>
  validate(schema, withDefaults(schema, { place: { region: 'eu-west-1' }, ...value }), 'spec');

describe('parseSchema and withDefaults', () => {
  it('fills in what is left out, objects with defaults included', () => {
    expect(withDefaults(schema, { place: { region: 'eu-west-1' } })).toEqual({
      place: { region: 'eu-west-1' },
      size: { cores: 1, memory: '1g' },
      words: [],
      conf: {},
      on: true,
    });
  });

  it('leaves what is given', () => {
    expect(withDefaults(schema, { size: { cores: 3 }, on: false })).toMatchObject({
      size: { cores: 3, memory: '1g' },
      on: false,
    });
  });

  it('shares no default between two instances', () => {
    const [one, other] = [withDefaults(schema, {}), withDefaults(schema, {})] as {
      words: string[];
    }[];
    one.words.push('x');
    expect(other.words).toEqual([]);
  });

  it('refuses an unknown type or marker', () => {
    expect(() => parseSchema({ a: 'strin' }, {}, 'spec')).toThrow(
      /spec\.a: there is no type "strin"/,
    );
    expect(() => parseSchema({ a: 'string | pattrn="x"' }, {}, 'spec')).toThrow(/known marker/);
    expect(() => parseSchema({ a: 'string | pattern="x' }, {}, 'spec')).toThrow(/not closed/);
  });
});

describe('validate', () => {
  it('accepts what fits', () => {
    expect(problems({ words: ['a', 'b|c'], conf: { x: 'y' }, note: 'äöü' })).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['a missing field', { place: {} }, /^spec\.place\.region is missing$/],
    [
      'a value outside of an enum',
      { place: { region: 'x' } },
      /must be one of eu-west-1, us-east-1, and is "x"/,
    ],
    ['a wrong type', { on: 'yes' }, /spec\.on must be of type boolean/],
    [
      'a number that is too large',
      { size: { cores: 5, memory: '8g' } },
      /spec\.size\.cores may be at most 4, and is 5/,
    ],
    [
      'a text that does not fit its pattern',
      { size: { memory: '1' } },
      /spec\.size\.memory must look like/,
    ],
    ['a wrong value of a map', { conf: { x: 'Y' } }, /spec\.conf\["x"\] must look like/],
    ['a wrong item', { words: ['A'] }, /spec\.words\[0\] must look like/],
    ['an item twice', { words: ['a', 'a'] }, /may not hold an item twice/],
    ['too many items', { words: ['a', 'b', 'c'] }, /may have at most 2 items/],
    ['a text that is too long', { note: 'abcd' }, /may have at most 3 characters/],
    ['an unknown field', { colour: 'red' }, /spec\.colour is not a field of this kind/],
    ['a rule that is not kept', { size: { cores: 4 } }, /spec\.size must keep the rule/],
  ])('finds %s', (_, value, sentence) => {
    expect(problems(value)).toEqual([expect.stringMatching(sentence)]);
  });
});
