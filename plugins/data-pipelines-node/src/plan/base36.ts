const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/**
 * The name of an IAM role as EMR on EKS writes it into the names of its service accounts: the bytes of the name read as
 * one big-endian number, in base 36. A trust policy by IRSA must name those accounts, and CEL cannot compute it.
 */
export function roleNameBase36(roleName: string): string {
  let number = 0n;
  for (const byte of Buffer.from(roleName, 'utf8')) number = number * 256n + BigInt(byte);
  let text = '';
  for (; number > 0n; number /= 36n) text = DIGITS[Number(number % 36n)] + text;
  return text;
}
