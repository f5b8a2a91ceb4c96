import { tryPlan } from '../plan';
import { FORM_CHOICES, pairwiseForms, pairwiseSettings } from './formChoices';
import { pairwise } from './pairwise';

describe('pairwise', () => {
  it('holds every pair of choices in some row, in few rows', () => {
    const choices = { a: [1, 2, 3], b: [1, 2], c: [1, 2, 3, 4], d: [1, 2] };
    const rows = pairwise(choices);
    for (const [p, values] of Object.entries(choices)) {
      for (const [q, others] of Object.entries(choices)) {
        if (p === q) continue;
        for (const value of values) {
          for (const other of others)
            expect(rows.some(row => row[p] === value && row[q] === other)).toBe(true);
        }
      }
    }
    expect(rows.length).toBeLessThan(18);
  });
});

describe('pairwiseForms', () => {
  const forms = pairwiseForms();

  it('are right, and told apart by their names', () => {
    for (const form of forms) expect(tryPlan(form, pairwiseSettings).problems).toEqual([]);
    expect(new Set(forms.map(({ name }) => name)).size).toBe(forms.length);
  });

  it('choose between all words and yes and no that the form knows', () => {
    expect(Object.keys(FORM_CHOICES)).toEqual(
      expect.arrayContaining(['virtualCluster', 'identity', 'results.deletionProtection', 'job']),
    );
  });
});
