import { mockServices } from '@backstage/backend-test-utils';
import { AwsBudget } from '../budget';
import { awsError } from '../__testUtils__/mockAws';
import { AwsCaller } from './call';

const CALL = {
  action: 'states:ListExecutions',
  thing: 'state machine m',
  accountId: '123456789012',
  region: 'eu-west-1',
};

function caller(burst = 10, perSecond = 1) {
  const budget = new AwsBudget({ share: 1, quotaOf: () => ({ burst, perSecond }) });
  const logger = mockServices.logger.mock();
  return { budget, aws: new AwsCaller({ budget, logger, timeoutMs: 5_000 }) };
}

describe('AwsCaller', () => {
  it('tries again what may succeed a moment later, each try from the budget', async () => {
    const { aws, budget } = caller();
    const answers = [awsError('InternalServerError'), awsError('ECONNRESET')];
    const work = async () => {
      const error = answers.shift();
      if (error) throw error;
      return 'well';
    };
    expect(await aws.call(CALL, work)).toBe('well');
    expect(budget.usage()).toMatchObject([{ calls: 3, throttled: 0 }]);
  });

  it('gives up after three tries, with our sentence', async () => {
    const { aws, budget } = caller();
    const work = jest.fn(async () => {
      throw awsError('ThrottlingException');
    });
    await expect(aws.call(CALL, work)).rejects.toThrow('AWS throttles states:ListExecutions');
    expect(work).toHaveBeenCalledTimes(3);
    expect(budget.usage()).toMatchObject([{ calls: 3, throttled: 3 }]);
  });

  it('does not ask twice where the answer is a no', async () => {
    const { aws } = caller();
    const work = jest.fn(async () => {
      throw awsError('AccessDeniedException');
    });
    await expect(aws.call(CALL, work)).rejects.toThrow('does not allow the portal');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('makes no call when the budget is used up, and says whose budget', async () => {
    const { aws } = caller(1, 0.01);
    await aws.call(CALL, async () => 1);
    const work = jest.fn();
    await expect(aws.call(CALL, work)).rejects.toMatchObject({
      message: expect.stringContaining("The portal has used its share of AWS's quota"),
      retryAfter: 30,
    });
    expect(work).not.toHaveBeenCalled();
  });
});
