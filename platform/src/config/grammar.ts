/** What a value of the configuration may look like, with the sentence for one that does not. */
import { z } from 'zod';

/** A text that fits the pattern; `says` is what to write instead. */
export function matching(pattern: RegExp, says: string) {
  return z.string({ error: says }).regex(pattern, says);
}

export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `write ${values.slice(0, -1).join(', ')} or ${values.at(-1)}` });

export const ACCOUNT = matching(
  /^[0-9]{12}$/,
  'write the 12 digits of the AWS account in quotes, so that it stays a text',
);
export const REGION = matching(
  /^[a-z]{2}(-[a-z]+){1,3}-[0-9]$/,
  'write an AWS region, for example eu-west-1',
);
export const ROLE_ARN = matching(
  /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@/-]{1,512}$/,
  'write the ARN of an IAM role, for example arn:aws:iam::123456789012:role/portal',
);
export const DNS_LABEL = matching(
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'write lower-case letters, digits and hyphens, at most 63',
);
export const INSTANCE_TYPE = matching(
  /^[a-z0-9-]+\.[a-z0-9]+$/,
  'write an EC2 instance type, for example r6id.2xlarge',
);

/** Whole network numbers only: 10.0.0.1/16 is a slip of the pen. */
export const CIDR = matching(
  /^([0-9]{1,3}\.){3}[0-9]{1,3}\/[0-9]{1,2}$/,
  'write an IPv4 range, for example 203.0.113.0/24',
).refine(
  isNetwork,
  'write an IPv4 range whose address is its first one, for example 203.0.113.0/24',
);

/** A range that may reach something: not the whole internet. */
export const CALLER_CIDR = CIDR.refine(
  range => Number(range.split('/')[1]) >= 8,
  'a range of more than 16 million addresses is the internet; write the ranges of your own networks',
);

function isNetwork(range: string): boolean {
  const [address = '', length = ''] = range.split('/');
  const parts = address.split('.').map(Number);
  const bits = Number(length);
  if (bits > 32 || parts.some(part => part > 255)) return false;
  const value = parts.reduce((sum, part) => sum * 256 + part, 0);
  return value % 2 ** (32 - bits) === 0;
}
